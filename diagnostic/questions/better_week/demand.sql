-- Signs of demand by kind of day, week, weekday and half-hour; a log that records only while open does not tell when people ask.
select
    proxy,
    day_type,
    week,
    weekday,
    slot,
    count(*) as contacts
from fact_demand
where day_type in ('term', 'school_holiday') and not only_while_open
group by proxy, day_type, week, weekday, slot
order by proxy, day_type, week, weekday, slot
