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

-- where spells begin and end, counted by step: those before the first step and after the last one at either end
binned as (
    select
        clock,
        cast(least(greatest(floor(case when side = 1 then ends_s else begins_s end / 432000.0), -13), 24) as bigint) * 5 as first_day,
        sum(side) as edges,
        sum(side * case when side = 1 then ends_s else begins_s end) as seconds
    from clocked
    cross join (select -1 as side union all select 1 as side) as sides
    group by 1, 2
),

-- the time of a spell in a step: where it ends less where it begins, each brought within the bounds of the step
spent as (
    select
        clock,
        steps.first_day,
        sum(
            case
                when binned.first_day < steps.first_day then binned.edges * first_s
                when binned.first_day > steps.first_day then binned.edges * last_s
                else binned.seconds
            end
        ) / 2629800.0 as months
    from binned
    cross join steps
    group by clock, steps.first_day
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
from (select distinct clock from binned) as clocks
cross join steps
left join spent on spent.clock = clocks.clock and spent.first_day = steps.first_day
left join come on come.clock = clocks.clock and come.first_day = steps.first_day
order by clocks.clock, steps.first_day
