-- One row per case: its clock, how it stands at the extract date, and how it enters the cohort of the period.
with judged as (
    select
        cases.id, cases.source, cases.procedure, channel, team, service, site, profile, person, reopen_count, artefact,
        opened_at, opened_local, opened_precision, complete_at, complete_precision,
        acknowledged_at, acknowledged_precision, first_response_at, first_response_precision,
        due_at, due_precision, promised_days,
        ended_at as closed_at,
        ended_local as closed_local,
        ended_precision as closed_precision,
        state,
        promises.days as declared_days,
        promises.kind as declared_kind,
        promises.clock_start = 'complete' and complete_at is not null as from_complete
    from cases
    join case_ends on case_ends.id = cases.id
    left join promises on lower(promises.procedure) = lower(cases.procedure)
),

-- An open case is watched until the extract date; an end without a date, or that nothing tells, has no duration
clocked as (
    select
        judged.*,
        case when from_complete then complete_at else opened_at end as start_at,
        case when state = 'open' then extract_at else closed_at end as finish_at,
        coalesce(case when from_complete then complete_precision else opened_precision end, 'second') = 'day' as starts_on_a_day,
        coalesce(case when from_complete then complete_precision else opened_precision end, 'second') = 'day'
            or (state <> 'open' and coalesce(closed_precision, 'second') = 'day') as whole_days,
        case
            when first_response_at < extract_at then 'answered'
            when state in ('open', 'unknown') then 'waiting'
            else 'ended'
        end as response_state
    from judged
    cross join settings
),

elapsed as (
    select
        clocked.*,
        -- a due date without an hour lasts until the end of its day
        case
            when starts_on_a_day then due.day_number - start.day_number
            else (due.utc_s - start.utc_s + case when due_precision = 'day' then 86399 else 0 end) / 86400.0
        end as due_days,
        start.utc_s as start_s,
        start.day_number as start_number,
        start.staffed_s as start_staffed,
        finish.utc_s as finish_s,
        case when state = 'open' then extract_day.day_number else finish.day_number end as finish_number,
        finish.staffed_s as finish_staffed,
        period.utc_s as period_s,
        period.day_number as period_number,
        period.staffed_s as period_staffed,
        cast(opened_local as date) as opened_day,
        cast(closed_local as date) as closed_day,
        coalesce(cast(opened_local as date) between period_start and period_end, false) as opened_in_period,
        coalesce(state <> 'open' and cast(closed_local as date) between period_start and period_end, false) as closed_in_period,
        coalesce(
            opened_at < extract_at
            and (cast(opened_local as date) between period_start and period_end
                or (opened_at < period_start_at and (state = 'open' or closed_at >= period_start_at))),
            false
        ) as at_risk,
        coalesce(opened_precision, 'second') = 'day' as opened_on_a_day,
        opened.utc_s as opened_s,
        opened.day_number as opened_number,
        opened.staffed_s as opened_staffed,
        extract_day.day_number as extract_number,
        extract_instant.utc_s as extract_s,
        acknowledged.utc_s as acknowledged_s,
        acknowledged.day_number as acknowledged_number,
        response.utc_s as response_s,
        response.staffed_s as response_staffed
    from clocked
    cross join settings
    left join fact_instants as start on start.instant = clocked.start_at
    left join fact_instants as finish on finish.instant = clocked.finish_at
    left join fact_instants as due on due.instant = clocked.due_at
    left join fact_instants as period on period.instant = settings.period_start_at
    left join fact_instants as opened on opened.instant = clocked.opened_at
    left join fact_instants as acknowledged on acknowledged.instant = clocked.acknowledged_at
    left join fact_instants as response
        on response.instant = case
            when clocked.response_state = 'answered' then clocked.first_response_at
            when clocked.state = 'unknown' then settings.extract_at
            else clocked.finish_at
        end
    left join fact_instants as extract_instant on extract_instant.instant = settings.extract_at
    left join days as extract_day on extract_day.day = settings.extract_date
),

-- What holds: as declared for the procedure, else what the case itself says, in days or by a due date
promised as (
    select
        elapsed.*,
        case
            when declared_days is not null then declared_days
            when promised_days > 0 then promised_days
            when due_days > 0 then due_days
        end as promise_days,
        case when declared_days is not null then declared_kind when promised_days > 0 or due_days > 0 then 'target' end as promise_kind
    from elapsed
),

-- The clock stands still while a wait of the event log goes on, between the case's start and its end
stops as (
    select
        promised.id,
        sum(greatest(least(until_instant.utc_s, finish_s) - greatest(since_instant.utc_s, start_s), 0)) as seconds,
        sum(greatest(least(until_instant.utc_s, finish_s, period_s) - greatest(since_instant.utc_s, start_s), 0)) as seconds_before,
        sum(greatest(least(until_instant.day_number, finish_number) - greatest(since_instant.day_number, start_number), 0)) as days,
        sum(
            greatest(least(until_instant.day_number, finish_number, period_number) - greatest(since_instant.day_number, start_number), 0)
        ) as days_before,
        sum(greatest(least(until_instant.staffed_s, finish_staffed) - greatest(since_instant.staffed_s, start_staffed), 0)) as staffed,
        sum(
            greatest(
                least(until_instant.staffed_s, finish_staffed, period_staffed) - greatest(since_instant.staffed_s, start_staffed), 0
            )
        ) as staffed_before
    from promised
    join fact_stages on fact_stages.case_key = promised.id and fact_stages.stopped
    join fact_instants as since_instant on since_instant.instant = fact_stages.began_at
    join fact_instants as until_instant on until_instant.instant = fact_stages.ended_at
    group by promised.id
),

waits as (
    select
        promised.id,
        fact_stages.position,
        fact_stages.began_s as since_s,
        start_s + promise_days * 86400 as promised_s,
        greatest(least(fact_stages.ended_s, finish_s) - greatest(fact_stages.began_s, start_s), 0) as waited_s
    from promised
    join fact_stages on fact_stages.case_key = promised.id and fact_stages.stopped and elapsed_s is not null
    where promise_days is not null
),

-- A wait that begins before the case is due, on the clock net of earlier waits, puts the due date off
due as (
    select id, sum(case when since_s < promised_s + waited_before_s then waited_s else 0 end) as put_off_s
    from (
        select
            waits.*,
            coalesce(
                sum(waited_s) over (partition by id order by position rows between unbounded preceding and 1 preceding), 0
            ) as waited_before_s
        from waits
    ) as in_order
    group by id
),

measured as (
    select
        promised.*,
        case when whole_days then coalesce(stops.days, 0) * 86400 else coalesce(stops.seconds, 0) end as stopped_s,
        case when whole_days then coalesce(stops.days_before, 0) * 86400 else coalesce(stops.seconds_before, 0) end as stopped_before_s,
        coalesce(due.put_off_s, 0) as put_off_s,
        coalesce(stops.staffed, 0) as stopped_staffed_s,
        coalesce(stops.staffed_before, 0) as stopped_staffed_before_s,
        case
            when start_at >= extract_at then null
            when whole_days then (finish_number - start_number) * 86400
            else finish_s - start_s
        end as whole_s,
        case
            when not at_risk then 0
            when whole_days then greatest((period_number - start_number) * 86400, 0)
            else greatest(period_s - start_s, 0)
        end as whole_entry_s
    from promised
    cross join settings
    left join stops on stops.id = promised.id
    left join due on due.id = promised.id
)

select
    measured.id as case_key,
    source,
    procedure,
    channel,
    team,
    service,
    site,
    profile,
    person,
    opened_at,
    opened_local,
    closed_at,
    closed_local,
    opened_day,
    closed_day,
    days.week as opened_week,
    days.month as opened_month,
    case when whole_days then 'day' else 'second' end as precision,
    state,
    opened_in_period,
    closed_in_period,
    opened_in_period and opened_day >= first_day as opened_since_break,
    closed_in_period and closed_day >= first_day as closed_since_break,
    at_risk,
    cast(greatest(whole_entry_s - stopped_before_s, 0) as bigint) as entry_s,
    cast(case when whole_s >= 0 then whole_s - stopped_s end as bigint) as duration_s,
    cast(case when whole_s >= 0 then stopped_s end as bigint) as stopped_s,
    cast(
        case
            when whole_s >= 0 and not whole_days and start_staffed is not null and finish_staffed is not null
                then greatest(finish_staffed - start_staffed - stopped_staffed_s, 0)
        end as bigint
    ) as working_s,
    cast(
        case
            when whole_days or start_staffed is null or period_staffed is null then null
            when whole_entry_s = 0 then 0
            else greatest(period_staffed - start_staffed - stopped_staffed_before_s, 0)
        end as bigint
    ) as working_entry_s,
    cast(
        case when opened_on_a_day then (extract_number - opened_number) * 86400 else extract_s - opened_s end as bigint
    ) as age_s,
    cast(
        case
            when opened_on_a_day or acknowledged_precision = 'day' then (acknowledged_number - opened_number) * 86400
            else acknowledged_s - opened_s
        end as bigint
    ) as acknowledged_s,
    response_state,
    cast(
        case
            when opened_on_a_day then null
            when response_state = 'answered' and first_response_precision = 'day' then null
            when response_state = 'ended' and closed_precision = 'day' then null
            when response_staffed >= opened_staffed then response_staffed - opened_staffed
        end as bigint
    ) as response_working_s,
    reopen_count,
    cast(promise_days as double) as promise_days,
    promise_kind,
    artefact,
    cast(opened_s as bigint) as opened_s,
    cast(finish_s as bigint) as ended_s,
    cast(start_s + promise_days * 86400 + put_off_s + case when opened_on_a_day then 86399 else 0 end as bigint) as due_s,
    cast(case when response_state <> 'waiting' then response_s end as bigint) as answered_s
from measured
cross join fact_case_period
left join days on days.day = measured.opened_day
order by case_key
