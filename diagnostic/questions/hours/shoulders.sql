-- Arrivals while open, per place and week: in all, and in the first and last 30 minutes (1800 s) of each opening of 90 minutes (5400 s) or more.
-- Open minutes run from the first week with an arrival of the place to the last one.
with contact as (
    select
        case when channel = 'phone' then 'phone' else 'counter:' || lower(site) end as place,
        channel,
        case when channel = 'counter' then site end as site,
        day,
        week,
        hour(occurred_local) * 3600 + minute(occurred_local) * 60 + cast(second(occurred_local) as int) as s
    from fact_contacts
    where
        counted and since_break and precision in ('second', 'minute')
        and (channel = 'phone' or (channel = 'counter' and site is not null))
),

opened as (
    select lower(schedule) as place, day, week, opens as o, closes as c
    from fact_openings
    where not in_force
),

span as (
    select place, min(channel) as channel, min(site) as site, min(week) as first_week, max(week) as last_week
    from contact
    group by place
),

supply as (
    select
        span.place, span.channel, span.site, opened.week,
        sum(c - o) / 60.0 as open_min,
        sum(case when c - o >= 5400 then 30 else 0 end) as edge_min
    from opened
    join span on span.place = opened.place
    cross join settings
    where opened.week between first_week and last_week and opened.day between period_start and period_end
    group by span.place, span.channel, span.site, opened.week
),

demand as (
    select
        contact.place, contact.week,
        count(*) as arrivals,
        sum(case when c - o >= 5400 and s < o + 1800 then 1 else 0 end) as first_arrivals,
        sum(case when c - o >= 5400 and s >= c - 1800 then 1 else 0 end) as last_arrivals
    from contact
    join opened on opened.place = contact.place and opened.day = contact.day
    where s >= o and s < c
    group by contact.place, contact.week
)

select
    supply.channel,
    supply.site,
    supply.week as cluster,
    open_min,
    edge_min,
    coalesce(arrivals, 0) as arrivals,
    coalesce(first_arrivals, 0) as first,
    coalesce(last_arrivals, 0) as last
from supply
left join demand on demand.place = supply.place and demand.week = supply.week
order by supply.channel, supply.site, supply.week
