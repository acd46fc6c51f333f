-- Cases closed in the period for which a time is announced, and those closed within it, by procedure and week of closing.
select
    procedure,
    days.week as cluster,
    sum(case when duration_s <= promise_days * 86400 then 1 else 0 end) as numerator,
    count(*) as denominator
from fact_cases
join days on days.day = fact_cases.closed_day
where closed_in_period and state = 'closed' and promise_days is not null and duration_s is not null
group by procedure, days.week
order by procedure, days.week
