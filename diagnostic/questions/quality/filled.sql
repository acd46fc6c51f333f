-- How many records of each source bear an identifier, a topic, a channel and a service; NULL where the table has no such column.
with recorded as (
    select source, person is not null as person, topic is not null as topic, channel is not null as channel, service is not null as service
    from contacts
    union all
    select source, person is not null, procedure is not null, channel is not null, service is not null from cases
    union all
    select source, null, topic is not null, true, service is not null from tickets
    union all
    select source, person is not null, null, null, service is not null from appointments
)

select
    source,
    count(*) as records,
    avg(case when person then 1.0 when not person then 0.0 end) as person,
    avg(case when topic then 1.0 when not topic then 0.0 end) as topic,
    avg(case when channel then 1.0 when not channel then 0.0 end) as channel,
    avg(case when service then 1.0 when not service then 0.0 end) as service
from recorded
group by source
order by source
