-- Persons with two contacts on one topic within 30 days (2,592,000 s), and those among them who used two channels for it.
-- If two contacts of a topic within 30 days differ in channel, so do two that follow each other within 30 days.
with naming as (
    select contact, count(*) as channels
    from fact_contact_channels
    group by contact
),

spaced as (
    select
        contact,
        person,
        channel,
        comparable,
        at_s - lag(at_s) over (partition by person, topic order by contact) as gap_s,
        lag(channel) over (partition by person, topic order by contact) as channel_before
    from fact_contacts
    where counted and handled and person is not null and topic is not null and at_s is not null
),

pairs as (
    select
        spaced.person,
        case
            when spaced.channel_before <> spaced.channel or naming.channels >= 2 then 1
            else 0
        end as several
    from spaced
    left join naming on naming.contact = spaced.contact
    where comparable and gap_s <= 2592000
)

select
    person as cluster,
    max(several) as numerator,
    1 as denominator
from pairs
group by person
order by person
