-- Handled contacts of the period by channel and week, and those whose person is known. Contacts known only as totals have no person.
with handled as (
    select channel, month, week, contacts, 0 as identified
    from fact_volumes
    where counted and handled and comparable

    union all

    select channel, month, week, 0 as contacts, 1 as identified
    from fact_contacts
    where counted and handled and comparable and person is not null
)

select
    coalesce(channel, 'unknown') as channel,
    coalesce(cast(week as varchar(10)), month) as cluster,
    sum(identified) as numerator,
    sum(contacts) as denominator
from handled
group by coalesce(channel, 'unknown'), coalesce(cast(week as varchar(10)), month)
order by channel, cluster
