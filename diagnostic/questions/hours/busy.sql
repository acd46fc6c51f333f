-- Arrivals while open on days of term, since the last declared break, by place, weekday and half-hour.
select
    channel,
    case when channel = 'counter' then site end as site,
    days.weekday,
    slot,
    count(*) as contacts
from fact_contacts
join days on days.day = fact_contacts.day
where
    counted and since_break and open and slot is not null and day_type = 'term'
    and (channel = 'phone' or (channel = 'counter' and site is not null))
group by 1, 2, 3, 4
order by 1, 2, 3, 4
