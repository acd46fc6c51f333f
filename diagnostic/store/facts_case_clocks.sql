-- One row per case and kind of promise (announced, legal, target) that holds for it, one without kind where none does: its clock, how it
-- stands at the extract date, and how it enters the cohort of the period. `choice` orders the kinds: the first is the one that binds.
with held as (
    select cases.id, promise_kinds.kind, promise_kinds.days as declared_days, promise_kinds.clock_start
    from cases
    join promise_kinds on lower(promise_kinds.procedure) = lower(cases.procedure)
),

-- What the case itself says, in days or by a due date, unless its procedure has a declared time of that kind
said as (
    select cases.id, coalesce(sources.due_kind, 'announced') as kind
    from cases
    left join sources on sources.source = cases.source and sources.feeds = 'cases'
    where promised_days > 0 or due_at is not null
),

kinds as (
    select * from held
    union all
    select said.id, said.kind, null, 'opened'
    from said
    left join held on held.id = said.id and held.kind = said.kind
    where held.id is null
),

judged as (
    select
        cases.id, cases.source, cases.procedure, channel, team, service, site, profile, person, reopen_count, artefact,
        coalesce(artefact in ('bulk_closing', 'automatic_closing'), false) as closed_by_tool,
        opened_at, opened_local, opened_precision, complete_at, complete_precision,
        acknowledged_at, acknowledged_precision, first_response_at, first_response_precision,
        due_at, due_precision, promised_days,
        ended_at as closed_at,
        ended_local as closed_local,
        ended_precision as closed_precision,
        state,
        coalesce(kinds.kind, 'none') as kind,
        declared_days,
        clock_start = 'complete' and complete_at is not null as from_complete
    from cases
    join case_ends on case_ends.id = cases.id
    left join kinds on kinds.id = cases.id
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
        state <> 'open'
            and closed_at = case when from_complete then complete_at else opened_at end
            and coalesce(case when from_complete then complete_precision else opened_precision end, 'second') <> 'day'
            and coalesce(closed_precision, 'second') <> 'day' as ended_at_once,
        case
            when first_response_at < extract_at then 'answered'
            when state in ('open', 'unknown') then 'waiting'
            else 'ended'
        end as response_state
    from judged
    cross join settings
),

-- What the dates of the settings are on the clocks, looked up once for all cases
marks as (
    select
        settings.*,
        period.utc_s as period_s,
        period.day_number as period_number,
        period.staffed_s as period_staffed,
        extract_day.day_number as extract_number,
        extract_instant.utc_s as extract_s
    from settings
    left join fact_instants as period on period.instant = settings.period_start_at
    left join fact_instants as extract_instant on extract_instant.instant = settings.extract_at
    left join days as extract_day on extract_day.day = settings.extract_date
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
        case when state = 'open' then extract_number else finish.day_number end as finish_number,
        finish.staffed_s as finish_staffed,
        period_s,
        period_number,
        period_staffed,
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
        extract_number,
        extract_s,
        acknowledged.utc_s as acknowledged_s,
        acknowledged.day_number as acknowledged_number,
        response.utc_s as response_s,
        response.staffed_s as response_staffed
    from clocked
    cross join marks
    left join fact_instants as start on start.instant = clocked.start_at
    left join fact_instants as finish on finish.instant = clocked.finish_at
    left join fact_instants as due on due.instant = clocked.due_at
    left join fact_instants as opened on opened.instant = clocked.opened_at
    left join fact_instants as acknowledged on acknowledged.instant = clocked.acknowledged_at
    left join fact_instants as response
        on response.instant = case
            when clocked.response_state = 'answered' then clocked.first_response_at
            when clocked.state = 'unknown' then extract_at
            else clocked.finish_at
        end
),

promised as (
    select
        elapsed.*,
        case
            when kind = 'none' then null
            when declared_days is not null then declared_days
            when promised_days > 0 then promised_days
            when due_days > 0 then due_days
        end as promise_days
    from elapsed
),

-- The clock stands still while a wait of the event log goes on, between the case's start and its end
stops as (
    select
        promised.id,
        promised.kind,
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
    group by promised.id, promised.kind
),

-- The last that the log tells of a case before it ends: it was not over then
seen as (
    select id, kind, began_at as last_at, stopped
    from (
        select
            promised.id,
            promised.kind,
            fact_stages.began_at,
            fact_stages.stopped,
            row_number() over (partition by promised.id, promised.kind order by fact_stages.position desc) as back
        from promised
        join fact_stages on fact_stages.case_key = promised.id
        where fact_stages.began_at >= start_at and fact_stages.began_at < finish_at
    ) as before_end
    where back = 1
),

waits as (
    select
        promised.id,
        promised.kind,
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
    select id, kind, sum(case when since_s < promised_s + waited_before_s then waited_s else 0 end) as put_off_s
    from (
        select
            waits.*,
            coalesce(
                sum(waited_s) over (partition by id, kind order by position rows between unbounded preceding and 1 preceding), 0
            ) as waited_before_s
        from waits
    ) as in_order
    group by id, kind
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
        end as whole_entry_s,
        -- a tool closes at once what was over some time before, since the opening or the last step; a wait since then is no time
        case
            when state <> 'closed' or seen.stopped or not closed_by_tool then 0
            when whole_days then (finish_number - coalesce(last_seen.day_number, start_number)) * 86400
            else finish_s - coalesce(last_seen.utc_s, start_s)
        end as unseen_s,
        case
            when state <> 'closed' or seen.stopped or not closed_by_tool then 0
            else finish_staffed - coalesce(last_seen.staffed_s, start_staffed)
        end as unseen_staffed_s,
        coalesce(ended_at_once, false) as at_once
    from promised
    cross join settings
    left join stops on stops.id = promised.id and stops.kind = promised.kind
    left join due on due.id = promised.id and due.kind = promised.kind
    left join seen on seen.id = promised.id and seen.kind = promised.kind
    left join fact_instants as last_seen on last_seen.instant = seen.last_at
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
    at_once,
    at_risk and (opened_day >= first_day or not after_break) and whole_s >= 0 and not at_once as followed,
    cast(greatest(whole_entry_s - stopped_before_s, 0) as bigint) as entry_s,
    cast(case when whole_s >= 0 then whole_s - stopped_s end as bigint) as duration_s,
    cast(case when whole_s >= 0 then greatest(whole_s - stopped_s - unseen_s, 0) end as bigint) as earliest_s,
    cast(case when whole_s >= 0 then stopped_s end as bigint) as stopped_s,
    cast(
        case
            when whole_s >= 0 and not whole_days and start_staffed is not null and finish_staffed is not null
                then greatest(finish_staffed - start_staffed - stopped_staffed_s, 0)
        end as bigint
    ) as working_s,
    cast(
        case
            when whole_s >= 0 and not whole_days and start_staffed is not null and finish_staffed is not null
                then greatest(finish_staffed - start_staffed - stopped_staffed_s - unseen_staffed_s, 0)
        end as bigint
    ) as working_earliest_s,
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
    case when promise_days is not null then kind end as promise_kind,
    row_number() over (
        partition by measured.id
        order by
            case when promise_days is null then 1 else 0 end,
            case kind when 'announced' then 1 when 'legal' then 2 else 3 end
    ) as choice,
    artefact,
    closed_by_tool,
    cast(opened_s as bigint) as opened_s,
    cast(finish_s as bigint) as ended_s,
    cast(start_s + promise_days * 86400 + put_off_s + case when opened_on_a_day then 86399 else 0 end as bigint) as due_s,
    cast(case when response_state <> 'waiting' then response_s end as bigint) as answered_s
from measured
cross join fact_case_period
left join days on days.day = measured.opened_day
