-- Calls by day (and half-hour where it is told) from the totals of the telephone system, by month where these give no day; calls offered are
-- taken as given.
with dated as (
    select
        call_counts.*,
        coalesce(days.month, call_counts.month) as of_month,
        coalesce(cast(days.week as varchar(10)), call_counts.month) as cluster,
        days.weekday
    from call_counts
    cross join settings
    left join days on days.day = call_counts.day
    where offered is not null and answered is not null
        and case
            when call_counts.day is not null then call_counts.day between period_start and period_end
            else call_counts.month between substr(cast(period_start as varchar(10)), 1, 7) and substr(cast(period_end as varchar(10)), 1, 7)
        end
)

select
    of_month as month,
    cluster,
    day,
    weekday,
    slot,
    sum(offered) as calls,
    sum(offered) as in_hours,
    0 as open_known,
    sum(answered) as answered,
    sum(coalesce(abandoned, 0)) as abandoned,
    sum(coalesce(deflected, 0)) as deflected,
    sum(coalesce(voice_server, 0)) as voice_server,
    sum(case when abandoned is not null then answered + abandoned else 0 end) as ended,
    sum(case when abandoned is not null and answered_in_time is not null then answered_in_time else 0 end) as answered_in_time,
    sum(case when abandoned is not null and answered_in_time is not null then answered + abandoned else 0 end) as ended_timed,
    sum(offered - coalesce(voice_server, 0)) as for_agents,
    sum(case when wait_s is not null then answered else 0 end) as waiters,
    sum(case when wait_s is not null then wait_s * answered else 0 end) as waited_s,
    sum(offered - answered - coalesce(abandoned, 0) - coalesce(deflected, 0) - coalesce(voice_server, 0)) as unexplained,
    -- where no other fate is counted, the calls that nobody answered explain themselves
    max(case
        when day is null then 0
        when abandoned is null and deflected is null and voice_server is null then case when answered > offered then 1 else 0 end
        when offered <> answered + coalesce(abandoned, 0) + coalesce(deflected, 0) + coalesce(voice_server, 0) then 1
        else 0
    end) as unbalanced
from dated
group by of_month, cluster, day, weekday, slot
order by month, cluster, day, slot
