-- Demand by proxy and week: how much of it arrived while at least one counter was open; apart, what logs that record only while open tell of it.
-- Calls that reached nobody, out of hours or not, are a proxy of their own beside all calls.
with demand as (
    select proxy as source, only_while_open, day, week, local_s from fact_demand
    union all
    select 'missed_calls' as source, only_while_open, day, week, local_s from fact_demand where missed
)

select
    source,
    only_while_open,
    week as cluster,
    sum(case when (local_s >= o1 and local_s < c1) or (local_s >= o2 and local_s < c2) or (local_s >= o3 and local_s < c3) then 1 else 0 end) as numerator,
    count(*) as denominator
from demand
join calendar on calendar.day = demand.day and calendar.schedule = 'counter'
group by source, only_while_open, week
order by source, only_while_open, week
