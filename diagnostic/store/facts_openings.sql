-- One row per run of open time: day by day of the calendar, and of the year of rules `in_force` at the period's end.
with calendars as (
    select *, false as in_force from calendar
    union all
    select *, true as in_force from calendar_in_force
),

runs as (
    select schedule, in_force, day, o1 as opens, c1 as closes from calendars where o1 is not null
    union all
    select schedule, in_force, day, o2 as opens, c2 as closes from calendars where o2 is not null
    union all
    select schedule, in_force, day, o3 as opens, c3 as closes from calendars where o3 is not null
)

select schedule, in_force, runs.day, week, weekday, day_type, opens, closes
from runs
join days on days.day = runs.day
order by schedule, in_force, runs.day, opens
