-- The kind of each day (term, school or public holiday), term where no calendar is declared.
with kinds as (
    select day, min(day_type) as day_type
    from calendar
    group by day
)

select
    days.day,
    days.weekday,
    coalesce(kinds.day_type, 'term') as day_type
from days
left join kinds on kinds.day = days.day
order by days.day
