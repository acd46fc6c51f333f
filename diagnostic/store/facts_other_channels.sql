-- The channels that a contact names beside its own: few name any.
select distinct fact_contacts.contact, contact_channels.channel
from fact_contacts
join contact_channels on contact_channels.contact = fact_contacts.row_id
where fact_contacts.kind = 'contact' and contact_channels.channel <> coalesce(fact_contacts.channel, '')
order by fact_contacts.contact, contact_channels.channel
