-- Open seconds of each counter in ordinary weeks: weeks wholly in term, without a public holiday, over the year of rules in force at the period's end.
-- `outside_s` is the part outside Monday to Friday, 9:00-12:00 (32400-43200 s) and 14:00-17:00 (50400-61200 s).
with ordinary as (
    select
        calendar_in_force.*,
        days.week
    from calendar_in_force
    join days on days.day = calendar_in_force.day
    where schedule = 'counter' or schedule like 'counter:%' or schedule like 'appointment:%' or schedule = 'phone'
),

whole as (
    select schedule, week
    from ordinary
    group by schedule, week
    having count(*) = 7 and sum(case when day_type = 'term' then 1 else 0 end) = 7
),

intervals as (
    select schedule, week, weekday, o1 as o, c1 as c from ordinary where o1 is not null
    union all
    select schedule, week, weekday, o2 as o, c2 as c from ordinary where o2 is not null
    union all
    select schedule, week, weekday, o3 as o, c3 as c from ordinary where o3 is not null
),

opened as (
    select
        schedule,
        week,
        sum(c - o) as open_s,
        sum(
            case
                when weekday <= 5
                    then greatest(0, least(c, 43200) - greatest(o, 32400)) + greatest(0, least(c, 61200) - greatest(o, 50400))
                else 0
            end
        ) as worked_s
    from intervals
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
