-- The channels that a contact names beside its own: few name any.
-- Each contact that tells its channel stands in contact_channels with it: where there are no more rows than these, none names another, and none is looked at.
with named as (
    select count(*) as rows
    from contact_channels
),

told as (
    select count(channel) as rows
    from contacts
),

several as (
    select named.rows
    from named
    cross join told
    where named.rows > told.rows
)

select distinct fact_contacts.contact, contact_channels.channel
from fact_contacts
cross join several
join contact_channels on contact_channels.contact = fact_contacts.row_id
where fact_contacts.kind = 'contact' and contact_channels.channel <> coalesce(fact_contacts.channel, '')
order by fact_contacts.contact, contact_channels.channel
