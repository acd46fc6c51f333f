-- The paths that end in a visit, by their channels in order, each once in a row (`route`): contacts of one person on one topic, each within W days of
-- the one before, two or more, the last of them at a counter in the period. A route of more than twelve channels is nobody's habit: it is left out.
with at_a_counter as (
    select person, topic
    from fact_contacts
    join fact_recognition on fact_recognition.channel = fact_contacts.channel and lacks is null
    where fact_contacts.channel = 'counter' and comparable
    group by person, topic
),

spaced as (
    select
        contact, fact_contacts.person, fact_contacts.topic, channel, comparable,
        at_s - lag(at_s) over (partition by fact_contacts.person, fact_contacts.topic order by contact) as gap_s
    from fact_contacts
    join at_a_counter on at_a_counter.person = fact_contacts.person and at_a_counter.topic = fact_contacts.topic
    where counted and handled and channel is not null and at_s is not null
),

parted as (
    select
        contact, person, topic, channel, comparable,
        sum(case when gap_s <= repeat_window_days * 86400 then 0 else 1 end) over (
            partition by person, topic order by contact rows between unbounded preceding and current row
        ) as path
    from spaced
    cross join settings
),

neighbours as (
    select
        contact, person, topic, path, channel, comparable,
        lag(channel) over same_path as channel_before,
        lead(contact) over same_path is null as last
    from parted
    window same_path as (partition by person, topic, path order by contact)
),

placed as (
    select
        contact, person, topic, path, channel, comparable, last,
        sum(case when channel = channel_before then 0 else 1 end) over (
            partition by person, topic, path order by contact rows between unbounded preceding and current row
        ) as place
    from neighbours
),

ended as (
    select
        max(contact) as last_contact,
        concat_ws(
            ' ',
            max(case when place = 1 then channel end), max(case when place = 2 then channel end), max(case when place = 3 then channel end),
            max(case when place = 4 then channel end), max(case when place = 5 then channel end), max(case when place = 6 then channel end),
            max(case when place = 7 then channel end), max(case when place = 8 then channel end), max(case when place = 9 then channel end),
            max(case when place = 10 then channel end), max(case when place = 11 then channel end), max(case when place = 12 then channel end)
        ) as route
    from placed
    group by person, topic, path
    having count(*) >= 2 and max(place) <= 12 and max(case when last and channel = 'counter' and comparable then 1 else 0 end) = 1
)

select route, count(*) as visits
from ended
group by route
order by visits desc, min(last_contact)
