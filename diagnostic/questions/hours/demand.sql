-- Demand by proxy and week: how much of it arrived while at least one counter was open.
-- Calls that nobody answered, out of hours or not, are a proxy of their own beside all calls.
with demand as (
    select proxy as source, day, week, local_s from fact_demand
    union all
    select 'missed_calls' as source, day, week, local_s from fact_demand where missed
)

select
    source,
    week as cluster,
    sum(case when (local_s >= o1 and local_s < c1) or (local_s >= o2 and local_s < c2) or (local_s >= o3 and local_s < c3) then 1 else 0 end) as numerator,
    count(*) as denominator
from demand
join calendar on calendar.day = demand.day and calendar.schedule = 'counter'
group by source, week
order by source, week
