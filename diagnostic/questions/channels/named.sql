-- Handled contacts by channel, month, topic and week; a contact that names several channels counts once in each of them.
with named as (
    select channel, month, topic, cluster, comparable, contacts
    from fact_volumes
    where counted and handled and in_period

    union all

    select others.channel, fact_contacts.month, fact_contacts.topic, fact_contacts.cluster, fact_contacts.comparable, 1 as contacts
    from fact_other_channels as others
    join fact_contacts on fact_contacts.contact = others.contact
    where
        fact_contacts.counted and fact_contacts.handled and fact_contacts.in_period
        and fact_contacts.channel is not null
)

select
    coalesce(channel, 'unknown') as channel,
    month,
    topic,
    comparable,
    cluster,
    sum(contacts) as contacts
from named
group by coalesce(channel, 'unknown'), month, topic, comparable, cluster
order by channel, month, topic, comparable, cluster
