-- Months that cases are open and chasers of them, by steps of five days since they were due, or where no date is known since their opening.
with numbers as (
    select (row_number() over (order by day) - 13) * 5 as first_day
    from days
),

steps as (
    select first_day, first_day * 86400 as first_s, (first_day + 5) * 86400 as last_s
    from numbers
    where first_day < 120
),

clocked as (
    select
        case when due_s is null then 'opening' else 'due' end as clock,
        since_s - coalesce(due_s, opened_s) as begins_s,
        until_s - coalesce(due_s, opened_s) as ends_s
    from spells
),

spent as (
    select clock, first_day, sum(least(ends_s, last_s) - greatest(begins_s, first_s)) / 2629800.0 as months
    from clocked
    join steps on first_s < ends_s and last_s > begins_s
    group by clock, first_day
),

come as (
    select
        case when overdue_s is null then 'opening' else 'due' end as clock,
        cast(floor(coalesce(overdue_s, age_s) / 432000.0) * 5 as bigint) as first_day,
        count(*) as chasers
    from chasers
    group by 1, 2
)

select clocks.clock, steps.first_day, steps.first_day + 5 as last_day, coalesce(chasers, 0) as chasers, coalesce(months, 0) as months
from (select distinct clock from clocked) as clocks
cross join steps
left join spent on spent.clock = clocks.clock and spent.first_day = steps.first_day
left join come on come.clock = clocks.clock and come.first_day = steps.first_day
order by clocks.clock, steps.first_day
