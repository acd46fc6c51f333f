-- One row per known number and local day on which it called: whether an agent answered it that day, whether it asked for one.
select
    month,
    cast(week as varchar(10)) as cluster,
    day,
    person,
    max(case when outcome = 'answered' then 1 else 0 end) as reached,
    max(case when outcome in ('answered', 'abandoned', 'deflected', 'unanswered') then 1 else 0 end) as asked,
    1 as caller_days
from fact_contacts
where counted and in_period and kind = 'contact' and coalesce(channel, 'phone') = 'phone' and outcome is not null
    and person is not null and day is not null
group by month, cast(week as varchar(10)), day, person
order by day, person
