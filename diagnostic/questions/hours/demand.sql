-- Demand by proxy and week, since the last declared break: how much of it arrived while at least one counter was open.
-- Calls that nobody answered, out of hours or not, are a proxy of their own beside all calls.
with dated as (
    select
        case when channels.channel = 'phone' then 'calls' else channels.channel end as source,
        case when channels.channel = 'phone' and outcome in ('abandoned', 'deflected', 'unanswered', 'out_of_hours') then 'missed_calls' end as missed,
        fact_contacts.source as file,
        occurred_local as moment,
        day,
        week
    from fact_contacts
    join channels on channels.channel = fact_contacts.channel
    where counted and in_period and asks_at_will and precision in ('second', 'minute')

    union all

    select
        'bookings' as source,
        null as missed,
        source as file,
        booked_local as moment,
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

demand as (
    select source, file, moment, day, week from dated
    union all
    select missed as source, file, moment, day, week from dated where missed is not null
),

placed as (
    select
        demand.source,
        demand.week,
        hour(demand.moment) * 3600 + minute(demand.moment) * 60 + cast(second(demand.moment) as int) as s,
        calendar.o1, calendar.c1, calendar.o2, calendar.c2, calendar.o3, calendar.c3
    from demand
    join calendar on calendar.day = demand.day
    left join unbroken as own on own.source = demand.file
    join unbroken as whole on whole.source is null
    where calendar.schedule = 'counter' and demand.day >= coalesce(own.since, whole.since)
)

select
    source,
    week as cluster,
    sum(case when (s >= o1 and s < c1) or (s >= o2 and s < c2) or (s >= o3 and s < c3) then 1 else 0 end) as numerator,
    count(*) as denominator
from placed
group by source, week
order by source, week
