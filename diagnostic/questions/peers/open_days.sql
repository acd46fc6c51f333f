-- The intervals during which a counter is open, day by day, in term, over the year of rules in force at the period's end.
select week, weekday, opens, closes
from fact_openings
where in_force and schedule = 'counter' and day_type = 'term'
order by week, weekday, opens
