-- Persons with two contacts on one topic within 30 days (2,592,000 s), the later one in the period, and those among them who used two channels for it:
-- the two contacts, or others between them, name two. Contacts that name no channel are left out, and channels few of whose users are known.
with identified as (
    select contact, person, topic, at_s, comparable, fact_contacts.channel
    from fact_contacts
    left join fact_recognition on fact_recognition.channel = fact_contacts.channel
    where lacks is null and counted and handled and person is not null and topic is not null and at_s is not null
),

naming as (
    select * from identified where channel is not null
    union all
    select identified.contact, person, topic, at_s, comparable, fact_other_channels.channel
    from identified
    join fact_other_channels on fact_other_channels.contact = identified.contact
),

-- each contact beside all those of the month before it
looking_back as (
    select
        person,
        comparable,
        min(contact) over month_before <> max(contact) over month_before as came_back,
        min(channel) over month_before <> max(channel) over month_before as several
    from naming
    window month_before as (partition by person, topic order by at_s range between 2592000 preceding and current row)
)

select
    person as cluster,
    max(case when several then 1 else 0 end) as numerator,
    1 as denominator
from looking_back
where comparable and came_back
group by person
order by person
