-- Signs of demand by kind of day, week, weekday and half-hour.
select
    proxy,
    day_type,
    week,
    weekday,
    slot,
    count(*) as contacts
from fact_demand
where day_type in ('term', 'school_holiday')
group by proxy, day_type, week, weekday, slot
order by proxy, day_type, week, weekday, slot
