-- Handled contacts of the period, since its last break, by channel and topic, those whose handling time is recorded, and their seconds.
with handled as (
    select channel, topic, contacts, 0 as timed, 0 as seconds
    from fact_volumes
    where counted and handled and comparable

    union all

    select channel, topic, 0 as contacts, 1 as timed, handle_s as seconds
    from fact_contacts
    where counted and handled and comparable and handle_s is not null
)

select
    coalesce(channel, 'unknown') as channel,
    topic,
    cast(sum(contacts) as bigint) as contacts,
    cast(sum(timed) as bigint) as timed,
    sum(seconds) as seconds
from handled
group by coalesce(channel, 'unknown'), topic
order by channel, topic
