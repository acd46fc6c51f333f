-- Topics that are served at the counter and, of the channels listed, nowhere else; and the handled contacts of the period about them.
with offered as (
    select
        lower(topic) as name,
        min(topic) as topic
    from offer
    group by lower(topic)
    having max(case when channel = 'counter' and served then 1 else 0 end) = 1
        and max(case when channel <> 'counter' and served then 1 else 0 end) = 0
),

handled as (
    select
        lower(topic) as name,
        sum(case when channel = 'counter' then contacts else 0 end) as visits,
        sum(case when channel <> 'counter' then contacts else 0 end) as others
    from fact_volumes
    where counted and handled and in_period
    group by lower(topic)
)

select offered.topic, coalesce(visits, 0) as visits, coalesce(others, 0) as others
from offered
left join handled on handled.name = offered.name
order by others desc, offered.topic
