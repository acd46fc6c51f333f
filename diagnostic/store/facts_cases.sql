-- One row per case: its clock, how it stands at the extract date, and how it enters the cohort of the period.
with judged as (
    select
        cases.*,
        promises.days as promise_days,
        promises.kind as promise_kind,
        case
            when closed_at < extract_at or (closed_at is null and cases.end is not null)
                then case when coalesce(cases.end, 'closed') = 'closed' then 'closed' else 'competing' end
            else 'open'
        end as state,
        promises.clock_start = 'complete' and complete_at is not null as from_complete
    from cases
    cross join settings
    left join promises on lower(promises.procedure) = lower(cases.procedure)
),

-- An open case is watched until the extract date; an end without a date has no duration
clocked as (
    select
        judged.*,
        case when from_complete then complete_at else opened_at end as start_at,
        case when from_complete then complete_local else opened_local end as start_local,
        case when state = 'open' then extract_at else closed_at end as finish_at,
        case when state = 'open' then extract_local else closed_local end as finish_local,
        case when state = 'open' then extract_date else cast(closed_local as date) end as finish_day,
        coalesce(case when from_complete then complete_precision else opened_precision end, 'second') = 'day'
            or (state <> 'open' and coalesce(closed_precision, 'second') = 'day') as whole_days
    from judged
    cross join settings
),

elapsed as (
    select
        clocked.*,
        start_day.day_number as start_number,
        finish_day_row.day_number as finish_number,
        start_utc.day_number * 86400 + hour(start_at) * 3600 + minute(start_at) * 60 + cast(second(start_at) as int) as start_s,
        finish_utc.day_number * 86400 + hour(finish_at) * 3600 + minute(finish_at) * 60 + cast(second(finish_at) as int) as finish_s,
        hour(start_local) * 3600 + minute(start_local) * 60 + cast(second(start_local) as int) as start_local_s,
        hour(finish_local) * 3600 + minute(finish_local) * 60 + cast(second(finish_local) as int) as finish_local_s,
        period_day.day_number as period_number,
        period_utc.day_number * 86400 + hour(period_start_at) * 3600 + minute(period_start_at) * 60 as period_s,
        coalesce(cast(opened_local as date) between period_start and period_end, false) as opened_in_period,
        coalesce(state <> 'open' and cast(closed_local as date) between period_start and period_end, false) as closed_in_period,
        coalesce(
            opened_at < extract_at
            and (cast(opened_local as date) between period_start and period_end
                or (opened_at < period_start_at and (state = 'open' or closed_at >= period_start_at))),
            false
        ) as at_risk
    from clocked
    cross join settings
    left join days as start_day on start_day.day = cast(clocked.start_local as date)
    left join days as finish_day_row on finish_day_row.day = clocked.finish_day
    left join days as start_utc on start_utc.day = cast(clocked.start_at as date)
    left join days as finish_utc on finish_utc.day = cast(clocked.finish_at as date)
    left join days as period_day on period_day.day = settings.period_start
    left join days as period_utc on period_utc.day = cast(settings.period_start_at as date)
),

measured as (
    select
        elapsed.*,
        case
            when start_at >= extract_at then null
            when whole_days then (finish_number - start_number) * 86400
            else finish_s - start_s
        end as duration_s,
        case
            when not at_risk then 0
            when whole_days then greatest((period_number - start_number) * 86400, 0)
            else greatest(period_s - start_s, 0)
        end as entry_s,
        start_staffed.cum_s
            + coalesce(greatest(least(start_local_s, start_staffed.c1) - start_staffed.o1, 0), 0)
            + coalesce(greatest(least(start_local_s, start_staffed.c2) - start_staffed.o2, 0), 0)
            + coalesce(greatest(least(start_local_s, start_staffed.c3) - start_staffed.o3, 0), 0) as worked_at_start,
        finish_staffed.cum_s
            + coalesce(greatest(least(finish_local_s, finish_staffed.c1) - finish_staffed.o1, 0), 0)
            + coalesce(greatest(least(finish_local_s, finish_staffed.c2) - finish_staffed.o2, 0), 0)
            + coalesce(greatest(least(finish_local_s, finish_staffed.c3) - finish_staffed.o3, 0), 0) as worked_at_finish,
        period_staffed.cum_s as worked_at_period
    from elapsed
    cross join settings
    left join calendar as start_staffed
        on start_staffed.schedule = 'staffed' and start_staffed.day = cast(elapsed.start_local as date)
    left join calendar as finish_staffed
        on finish_staffed.schedule = 'staffed' and finish_staffed.day = cast(elapsed.finish_local as date)
    left join calendar as period_staffed
        on period_staffed.schedule = 'staffed' and period_staffed.day = settings.period_start
)

select
    id as case_key,
    source,
    procedure,
    channel,
    team,
    service,
    person,
    opened_at,
    opened_local,
    closed_at,
    closed_local,
    cast(opened_local as date) as opened_day,
    cast(closed_local as date) as closed_day,
    days.week as opened_week,
    case when whole_days then 'day' else 'second' end as precision,
    state,
    opened_in_period,
    closed_in_period,
    at_risk,
    cast(entry_s as bigint) as entry_s,
    cast(case when duration_s >= 0 then duration_s end as bigint) as duration_s,
    cast(
        case
            when duration_s >= 0 and not whole_days and worked_at_start is not null and worked_at_finish is not null
                then greatest(worked_at_finish - worked_at_start, 0)
        end as bigint
    ) as working_s,
    cast(
        case
            when whole_days or worked_at_start is null or worked_at_period is null then null
            when entry_s = 0 then 0
            else greatest(worked_at_period - worked_at_start, 0)
        end as bigint
    ) as working_entry_s,
    cast(promise_days as double) as promise_days,
    promise_kind,
    artefact
from measured
left join days on days.day = cast(measured.opened_local as date)
order by case_key
