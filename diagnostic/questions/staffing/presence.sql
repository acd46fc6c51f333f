-- Contacts by telephone and at each counter, by weekday and half-hour of term days since the last declared break: those that ask for an agent
-- while open, those handled and their seconds; `days` is how many such days there are. A call back after an unanswered one is the same demand.
with term as (
    select day, weekday
    from days
    cross join fact_contact_period
    where day between first_day and last_day and day_type = 'term'
),

length as (
    select weekday, count(*) as days
    from term
    group by weekday
),

demands as (
    select
        fact_contacts.*,
        case when for_agent and not redial then 1 else 0 end as asks
    from fact_contacts
    where counted and comparable and slot is not null and channel in ('phone', 'counter') and coalesce(open, true)
)

select
    demands.channel,
    case when demands.channel = 'counter' then demands.site end as site,
    demands.weekday,
    demands.slot,
    length.days,
    sum(asks) as asking,
    sum(case when handled then 1 else 0 end) as handled,
    sum(case when handled and handle_s is not null then 1 else 0 end) as timed,
    sum(case when handled then coalesce(handle_s, 0) else 0 end) as seconds
from demands
join term on term.day = demands.day
join length on length.weekday = demands.weekday
group by 1, 2, demands.weekday, demands.slot, length.days
order by 1, 2, demands.weekday, demands.slot
