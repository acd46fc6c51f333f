-- The intervals during which a counter is open, day by day, in term, over the year of rules in force at the period's end.
with counters as (
    select calendar_in_force.*, days.week
    from calendar_in_force
    join days on days.day = calendar_in_force.day
    where calendar_in_force.schedule = 'counter' and calendar_in_force.day_type = 'term'
)

select week, weekday, o1 as opens, c1 as closes from counters where o1 is not null
union all
select week, weekday, o2 as opens, c2 as closes from counters where o2 is not null
union all
select week, weekday, o3 as opens, c3 as closes from counters where o3 is not null
order by week, weekday, opens
