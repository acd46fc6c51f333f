-- Somebody who is known on two channels, whatever the topic and the time between.
with known as (
    select person, contact, channel
    from fact_contacts
    where counted and handled and person is not null
),

naming as (
    select person, channel from known where channel is not null
    union all
    select person, fact_other_channels.channel
    from known
    join fact_other_channels on fact_other_channels.contact = known.contact
)

select person
from naming
group by person
having min(channel) <> max(channel)
limit 1
