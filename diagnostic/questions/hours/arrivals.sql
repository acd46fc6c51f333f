-- Contacts by channel, weekday and half-hour: the rhythm of demand over an ordinary week.
select
    channel,
    weekday,
    slot,
    count(*) as contacts
from fact_contacts
where counted and in_period and slot is not null
group by channel, weekday, slot
order by channel, weekday, slot
