-- Cases old enough to have been acknowledged (7 days where electronic, 14 by post), and those that were in time, by week of opening.
with due as (
    select
        procedure,
        fact_cases.channel,
        opened_week,
        acknowledged_s,
        age_s,
        case when digital then 7 * 86400 else 14 * 86400 end as limit_s
    from fact_cases
    cross join fact_case_period
    join channels on channels.channel = fact_cases.channel
    where opened_day between first_day and last_day
        and (digital or written)
        and source in (select cases.source from cases where acknowledged_at is not null)
)

select
    procedure,
    channel,
    opened_week as cluster,
    sum(case when acknowledged_s <= limit_s then 1 else 0 end) as numerator,
    count(*) as denominator
from due
where age_s >= limit_s
group by procedure, channel, opened_week
order by procedure, channel, opened_week
