-- The contacts of every path that ends in a visit: contacts of one person on one topic, each within W days of the one before, two or more, the last
-- of them at a counter in the period.
with spaced as (
    select
        contact, person, topic, channel, comparable,
        at_s - lag(at_s) over (partition by person, topic order by contact) as gap_s
    from fact_contacts
    where counted and handled and person is not null and topic is not null and channel is not null and at_s is not null
),

parted as (
    select
        spaced.*,
        sum(case when gap_s <= repeat_window_days * 86400 then 0 else 1 end) over (
            partition by person, topic order by contact rows between unbounded preceding and current row
        ) as path
    from spaced
    cross join settings
),

ended as (
    select person, topic, path, max(contact) as last_contact
    from parted
    group by person, topic, path
    having count(*) >= 2
)

select ended.last_contact as path, parted.channel
from parted
join ended on ended.person = parted.person and ended.topic = parted.topic and ended.path = parted.path
join fact_contacts as visit on visit.contact = ended.last_contact
join fact_recognition on fact_recognition.channel = visit.channel and lacks is null
where visit.channel = 'counter' and visit.comparable
order by ended.last_contact, parted.contact
