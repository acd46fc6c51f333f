-- The topics that each source records over the period.
select
    source,
    topic,
    sum(contacts) as contacts
from fact_volumes
where counted and in_period and topic is not null
group by source, topic
order by source, contacts desc, topic
