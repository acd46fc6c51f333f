-- Handled contacts by month, topic and week, with those that come, wholly or in part, through a digital channel.
with also_digital as (
    select distinct fact_contacts.contact, fact_contacts.month, fact_contacts.topic, fact_contacts.cluster, fact_contacts.comparable
    from fact_contacts
    join fact_other_channels as others on others.contact = fact_contacts.contact
    join channels on channels.channel = others.channel and channels.digital
    join channels as first_named on first_named.channel = fact_contacts.channel and not first_named.digital
    where fact_contacts.counted and fact_contacts.handled and fact_contacts.in_period
),

counted as (
    select
        month,
        topic,
        cluster,
        comparable,
        contacts,
        case when channels.digital then contacts else 0 end as digital,
        case when fact_volumes.channel is null then 0 else contacts end as known
    from fact_volumes
    left join channels on channels.channel = fact_volumes.channel
    where counted and handled and in_period

    union all

    select month, topic, cluster, comparable, 0 as contacts, 1 as digital, 0 as known
    from also_digital
)

select
    month,
    topic,
    comparable,
    cluster,
    sum(contacts) as contacts,
    sum(digital) as digital,
    sum(known) as known
from counted
group by month, topic, comparable, cluster
order by month, topic, comparable, cluster
