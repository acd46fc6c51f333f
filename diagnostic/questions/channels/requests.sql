-- Requests that name two channels or more among those that name one, in the sources whose rows carry a list.
with naming as (
    select
        fact_contacts.source,
        fact_contacts.cluster,
        fact_contacts.contact,
        count(*) as channels
    from fact_contacts
    join fact_contact_channels on fact_contact_channels.contact = fact_contacts.contact
    where counted and handled and comparable
    group by fact_contacts.source, fact_contacts.cluster, fact_contacts.contact
),

lists as (
    select source
    from naming
    group by source
    having max(channels) >= 2
)

select
    cluster,
    sum(case when channels >= 2 then 1 else 0 end) as numerator,
    count(*) as denominator
from naming
join lists on lists.source = naming.source
group by cluster
order by cluster
