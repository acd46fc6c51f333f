-- Cases old enough to have been acknowledged (7 days where electronic, 14 by post), and those that were in time, by week of opening.
with due as (
    select
        procedure,
        channel,
        opened_week,
        acknowledged_s,
        age_s,
        case when channel = 'letter' then 14 * 86400 else 7 * 86400 end as limit_s
    from fact_cases
    cross join fact_case_period
    where opened_day between first_day and last_day
        and channel in ('web_form', 'email', 'app', 'chat', 'social', 'letter')
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
