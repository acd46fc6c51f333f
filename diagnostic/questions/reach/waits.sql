-- Waits of answered calls, to the second as given: how many calls waited so long, by day.
select
    month,
    cluster,
    day,
    wait_s,
    count(*) as calls
from fact_contacts
where counted and in_period and is_call and outcome = 'answered' and wait_s is not null
group by month, cluster, day, wait_s
order by month, cluster, day, wait_s
