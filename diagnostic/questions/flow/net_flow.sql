-- Cases opened and cases closed in the period, by procedure and week, from sources that tell when cases end.
with moves as (
    select procedure, opened_week as week, 1 as opened, 0 as closed
    from fact_cases
    where opened_since_break and state <> 'unknown'

    union all

    select procedure, days.week, 0 as opened, 1 as closed
    from fact_cases
    join days on days.day = fact_cases.closed_day
    where closed_since_break and state = 'closed'
)

select
    procedure,
    week as cluster,
    sum(opened) as numerator,
    sum(closed) as denominator
from moves
group by procedure, week
order by procedure, week
