-- Calls by month and week from one row per call: what became of them, and of those that arrived in phone hours.
select
    month,
    coalesce(cast(week as varchar(10)), month) as cluster,
    sum(case when outcome = 'answered' then 1 else 0 end) as answered,
    sum(case when outcome = 'abandoned' then 1 else 0 end) as abandoned,
    sum(case when outcome = 'abandoned' and wait_s < 5 then 1 else 0 end) as abandoned_at_once,
    sum(case when outcome = 'abandoned' and wait_s is not null then 1 else 0 end) as abandoned_timed,
    sum(case when outcome in ('answered', 'abandoned', 'deflected', 'unanswered') then 1 else 0 end) as for_agents,
    sum(case when outcome <> 'out_of_hours' then 1 else 0 end) as by_outcome,
    sum(case when open then 1 else 0 end) as open_known,
    sum(case when open and outcome = 'answered' then 1 else 0 end) as open_answered,
    sum(case when open and outcome <> 'out_of_hours' then 1 else 0 end) as open_calls,
    count(*) as calls
from fact_contacts
where counted and in_period and kind = 'contact' and coalesce(channel, 'phone') = 'phone' and outcome is not null
group by month, coalesce(cast(week as varchar(10)), month)
order by month, cluster
