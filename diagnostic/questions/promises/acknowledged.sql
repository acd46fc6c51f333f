-- Cases old enough to have been acknowledged (7 days where electronic, 14 by post), and those that were in time, by week of opening.
with due as (
    select fact_cases.*, case when digital then 7 * 86400 else 14 * 86400 end as limit_s
    from fact_cases
    join channels on channels.channel = fact_cases.channel
    where digital or written
)

select
    procedure,
    channel,
    opened_week as cluster,
    sum(case when acknowledged_s <= limit_s then 1 else 0 end) as numerator,
    count(*) as denominator
from due
where opened_since_break
    and age_s >= limit_s
    and source in (select cases.source from cases where acknowledged_at is not null)
group by procedure, channel, opened_week
order by procedure, channel, opened_week
