-- Cases opened and cases closed in the period, by procedure and week.
with moves as (
    select procedure, opened_week as week, 1 as opened, 0 as closed
    from fact_cases
    cross join fact_case_period
    where opened_in_period and opened_day >= first_day

    union all

    select procedure, days.week, 0 as opened, 1 as closed
    from fact_cases
    cross join fact_case_period
    join days on days.day = fact_cases.closed_day
    where closed_in_period and closed_day >= first_day and state = 'closed'
)

select
    procedure,
    week as cluster,
    sum(opened) as numerator,
    sum(closed) as denominator
from moves
group by procedure, week
order by procedure, week
