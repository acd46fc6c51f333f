-- Cases closed in the period for which a time is announced, and those closed within it, by week of closing; and how long they took.
select
    procedure,
    channel,
    team,
    coalesce(artefact in ('bulk_closing', 'automatic_closing'), false) as by_tool,
    days.week as cluster,
    sum(case when duration_s <= promise_days * 86400 then 1 else 0 end) as numerator,
    count(*) as denominator,
    sum(case when duration_s <= promise_days * 86400 then duration_s else 0 end) / 604800.0 as kept_weeks,
    sum(case when duration_s > promise_days * 86400 then duration_s else 0 end) / 604800.0 as late_weeks
from fact_cases
join days on days.day = fact_cases.closed_day
where closed_since_break and state = 'closed' and promise_days is not null and duration_s is not null
group by 1, 2, 3, 4, 5
order by 1, 2, 3, 4, 5
