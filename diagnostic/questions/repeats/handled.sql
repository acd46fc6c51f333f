-- Handled contacts of the period by channel and week, and those whose person is known. Contacts known only as totals have no person.
with handled as (
    select channel, cluster, contacts, 0 as identified
    from fact_volumes
    where counted and handled and comparable

    union all

    select channel, cluster, 0 as contacts, 1 as identified
    from fact_contacts
    where counted and handled and comparable and person is not null
)

select
    coalesce(channel, 'unknown') as channel,
    cluster,
    sum(identified) as numerator,
    sum(contacts) as denominator
from handled
group by coalesce(channel, 'unknown'), cluster
order by channel, cluster
