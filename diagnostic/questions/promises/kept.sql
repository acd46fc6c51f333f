-- Cases closed in the period for which a time is promised, and those closed within it, by kind of promise and week of closing; and how long they took.
select
    procedure,
    channel,
    team,
    kind,
    binding,
    closed_by_tool as by_tool,
    days.week as cluster,
    sum(case when fact_case_promises.duration_s <= fact_case_promises.days * 86400 then 1 else 0 end) as numerator,
    count(*) as denominator,
    sum(case when fact_case_promises.duration_s <= fact_case_promises.days * 86400 then fact_case_promises.duration_s else 0 end) / 604800.0
        as kept_weeks,
    sum(case when fact_case_promises.duration_s > fact_case_promises.days * 86400 then fact_case_promises.duration_s else 0 end) / 604800.0
        as late_weeks
from fact_case_promises
join fact_cases on fact_cases.case_key = fact_case_promises.case_key
join days on days.day = fact_cases.closed_day
where closed_since_break and state = 'closed' and not at_once and fact_case_promises.duration_s is not null
group by 1, 2, 3, 4, 5, 6, 7
order by 1, 2, 3, 4, 5, 6, 7
