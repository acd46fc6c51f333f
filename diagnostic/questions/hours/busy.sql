-- Arrivals while open on days of term, since the last declared break, by place, weekday and half-hour.
select
    channel,
    case when channel = 'counter' then fact_contacts.site end as site,
    fact_contacts.weekday,
    slot,
    count(*) as contacts
from fact_contacts
join (select distinct day, day_type from calendar) as kinds on kinds.day = fact_contacts.day
left join unbroken as own on own.source = fact_contacts.source
join unbroken as whole on whole.source is null
where
    counted and in_period and open and slot is not null and day_type = 'term'
    and (channel = 'phone' or (channel = 'counter' and site is not null))
    and fact_contacts.day >= coalesce(own.since, whole.since)
group by 1, 2, 3, 4
order by 1, 2, 3, 4
