-- Persons with two contacts on one topic within 30 days (2,592,000 s), and those among them who used two channels for it.
-- If two contacts of a topic within 30 days differ in channel, so do two that follow each other within 30 days.
with naming as (
    select contact, count(*) as channels
    from fact_contact_channels
    group by contact
),

pairs as (
    select
        fact_contacts.person,
        case
            when fact_contacts.previous_channel <> fact_contacts.channel or naming.channels >= 2 then 1
            else 0
        end as several
    from fact_contacts
    left join naming on naming.contact = fact_contacts.contact
    where counted and handled and in_period and previous_gap_s <= 2592000
)

select
    person as cluster,
    max(several) as numerator,
    1 as denominator
from pairs
group by person
order by person
