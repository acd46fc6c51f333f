-- Every instant at which a duration of a case may begin or end: seconds since 1970, local day, staffed seconds before it.
with stamps as (
    select opened_at as instant, opened_local as local_instant from cases
    union all
    select complete_at, complete_local from cases
    union all
    select acknowledged_at, acknowledged_local from cases
    union all
    select first_response_at, first_response_local from cases
    union all
    select resolved_at, resolved_local from cases
    union all
    select closed_at, closed_local from cases
    union all
    select due_at, due_local from cases
    union all
    select case_events.at, case_events.local from case_events
    union all
    select period_start_at, cast(period_start as timestamp) from settings
    union all
    select period_end_at, period_end_local from settings
    union all
    select extract_at, extract_local from settings
),

instants as (
    select
        instant,
        min(local_instant) as local_instant
    from stamps
    where instant is not null
    group by instant
),

counted as (
    select
        instants.*,
        utc_day.day_number as utc_number,
        local_day.day_number,
        hour(local_instant) * 3600 + minute(local_instant) * 60 + cast(second(local_instant) as int) as local_s
    from instants
    join days as utc_day on utc_day.day = cast(instants.instant as date)
    join days as local_day on local_day.day = cast(instants.local_instant as date)
)

select
    instant,
    cast(utc_number as bigint) * 86400 + hour(instant) * 3600 + minute(instant) * 60 + cast(second(instant) as int) as utc_s,
    day_number,
    cast(
        staffed.cum_s
        + coalesce(greatest(least(local_s, staffed.c1) - staffed.o1, 0), 0)
        + coalesce(greatest(least(local_s, staffed.c2) - staffed.o2, 0), 0)
        + coalesce(greatest(least(local_s, staffed.c3) - staffed.o3, 0), 0) as bigint
    ) as staffed_s
from counted
left join calendar as staffed on staffed.schedule = 'staffed' and staffed.day = cast(counted.local_instant as date)
order by instant
