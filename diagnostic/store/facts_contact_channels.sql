-- Every channel that a contact names: one row for most.
select fact_contacts.contact, contact_channels.channel
from fact_contacts
join contact_channels on contact_channels.contact = fact_contacts.row_id
where fact_contacts.kind = 'contact'
union
select contact, channel
from fact_contacts
where channel is not null
order by contact, channel
