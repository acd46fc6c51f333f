-- One row per known number and local day on which it called: whether an agent answered it that day, whether it asked for one.
select
    month,
    cluster,
    day,
    person,
    max(case when outcome = 'answered' then 1 else 0 end) as reached,
    max(case when for_agent then 1 else 0 end) as asked,
    1 as caller_days
from fact_contacts
where counted and in_period and is_call and person is not null and day is not null
group by month, cluster, day, person
order by day, person
