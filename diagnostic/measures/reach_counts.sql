-- Calls by month and week from the totals of the telephone system; calls offered are taken as given.
select
    days.month,
    cast(days.week as varchar(10)) as cluster,
    sum(answered) as answered,
    sum(case when abandoned is not null then abandoned end) as abandoned,
    sum(case when abandoned is not null then answered end) as answered_beside_abandoned,
    sum(offered - coalesce(voice_server, 0)) as for_agents,
    sum(offered) as calls
from call_counts
cross join settings
join days on days.day = call_counts.day
where call_counts.day between period_start and period_end and offered is not null and answered is not null
group by days.month, cast(days.week as varchar(10))
order by days.month, cluster
