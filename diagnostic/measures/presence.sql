-- Contacts by telephone and at the counter, by weekday and half-hour of term days: those that ask for an agent while open, those handled and
-- their seconds; `days` is how many such days the period has. A call back after an unanswered one is the same demand and counts once.
with term as (
    select day, weekday
    from calendar
    cross join settings
    where day between period_start and period_end and day_type = 'term'
    group by day, weekday
),

length as (
    select weekday, count(*) as days
    from term
    group by weekday
)

select
    contacts.channel,
    contacts.weekday,
    contacts.slot,
    length.days,
    sum(case when coalesce(contacts.outcome, 'answered') in ('answered', 'abandoned', 'deflected', 'unanswered') then 1 else 0 end) as asking,
    sum(case when contacts.handled then 1 else 0 end) as handled,
    sum(case when contacts.handled and contacts.handle_s is not null then 1 else 0 end) as timed,
    sum(case when contacts.handled then coalesce(contacts.handle_s, 0) else 0 end) as seconds
from fact_contacts as contacts
join term on term.day = contacts.day
join length on length.weekday = contacts.weekday
where
    contacts.counted and contacts.in_period and contacts.slot is not null
    and contacts.channel in ('phone', 'counter') and coalesce(contacts.open, true)
group by contacts.channel, contacts.weekday, contacts.slot, length.days
order by contacts.channel, contacts.weekday, contacts.slot
