-- Somebody who is known on two channels, whatever the topic and the time between.
select person
from fact_contacts
join fact_contact_channels on fact_contact_channels.contact = fact_contacts.contact
where counted and handled and person is not null
group by person
having count(distinct fact_contact_channels.channel) > 1
limit 1
