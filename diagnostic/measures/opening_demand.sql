-- Demand by proxy and week: how much of it arrived while at least one counter was open.
with demand as (
    select
        case when channel = 'phone' then 'calls' else channel end as source,
        occurred_local as at,
        day,
        week
    from fact_contacts
    where counted and in_period and channel in ('phone', 'web_form', 'email') and precision in ('second', 'minute')

    union all

    select
        'bookings' as source,
        booked_local as at,
        days.day,
        days.week
    from appointments
    cross join settings
    join days on days.day = cast(booked_local as date)
    where
        booked_precision in ('second', 'minute')
        and coalesce(party, 'unknown') in ('user', 'unknown')
        and days.day between period_start and period_end
),

placed as (
    select
        demand.source,
        demand.week,
        hour(demand.at) * 3600 + minute(demand.at) * 60 + cast(second(demand.at) as int) as s,
        calendar.o1, calendar.c1, calendar.o2, calendar.c2, calendar.o3, calendar.c3
    from demand
    join calendar on calendar.day = demand.day
    where calendar.schedule = 'counter'
)

select
    source,
    week as cluster,
    sum(case when (s >= o1 and s < c1) or (s >= o2 and s < c2) or (s >= o3 and s < c3) then 1 else 0 end) as numerator,
    count(*) as denominator
from placed
group by source, week
order by source, week
