-- Calls by day from the totals of the telephone system; calls offered are taken as given.
select
    days.month,
    cast(days.week as varchar(10)) as cluster,
    days.day,
    sum(offered) as calls,
    sum(offered) as in_hours,
    0 as open_known,
    sum(answered) as answered,
    sum(coalesce(abandoned, 0)) as abandoned,
    sum(coalesce(deflected, 0)) as deflected,
    sum(coalesce(voice_server, 0)) as voice_server,
    sum(case when abandoned is not null then answered + abandoned else 0 end) as ended,
    sum(offered - coalesce(voice_server, 0)) as for_agents,
    sum(case when wait_s is not null then answered else 0 end) as waiters,
    sum(case when wait_s is not null then wait_s * answered else 0 end) as waited_s,
    sum(offered - answered - coalesce(abandoned, 0) - coalesce(deflected, 0) - coalesce(voice_server, 0)) as unexplained,
    -- where no other fate is counted, the calls that nobody answered explain themselves
    max(case
        when abandoned is null and deflected is null and voice_server is null then case when answered > offered then 1 else 0 end
        when offered <> answered + coalesce(abandoned, 0) + coalesce(deflected, 0) + coalesce(voice_server, 0) then 1
        else 0
    end) as unbalanced
from call_counts
cross join settings
join days on days.day = call_counts.day
where call_counts.day between period_start and period_end and offered is not null and answered is not null
group by days.month, cast(days.week as varchar(10)), days.day
order by days.month, cluster, days.day
