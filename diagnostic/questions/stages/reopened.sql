-- Cases closed in the period whose reopenings are recorded, and those that were reopened, by week of closing.
select
    procedure,
    channel,
    days.week as cluster,
    sum(case when reopen_count > 0 then 1 else 0 end) as numerator,
    count(*) as denominator
from fact_cases
join days on days.day = fact_cases.closed_day
where closed_since_break and state = 'closed' and reopen_count is not null
group by procedure, channel, days.week
order by procedure, channel, days.week
