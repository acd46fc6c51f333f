-- Open seconds of each counter in ordinary weeks: weeks wholly in term, without a public holiday, over the year of rules in force at the period's end.
-- `outside_s` is the part outside Monday to Friday, 9:00-12:00 (32400-43200 s) and 14:00-17:00 (50400-61200 s).
with whole as (
    select schedule, week
    from calendar_in_force
    join days on days.day = calendar_in_force.day
    where schedule = 'counter' or schedule like 'counter:%' or schedule like 'appointment:%' or schedule = 'phone'
    group by schedule, week
    having count(*) = 7 and sum(case when days.day_type = 'term' then 1 else 0 end) = 7
),

opened as (
    select
        schedule,
        week,
        sum(closes - opens) as open_s,
        sum(
            case
                when weekday <= 5
                    then greatest(0, least(closes, 43200) - greatest(opens, 32400)) + greatest(0, least(closes, 61200) - greatest(opens, 50400))
                else 0
            end
        ) as worked_s
    from fact_openings
    where in_force
    group by schedule, week
)

select
    whole.schedule,
    count(*) as weeks,
    sum(coalesce(opened.open_s, 0)) as open_s,
    sum(coalesce(opened.open_s, 0) - coalesce(opened.worked_s, 0)) as outside_s
from whole
left join opened on opened.schedule = whole.schedule and opened.week = whole.week
group by whole.schedule
order by whole.schedule
