-- What came in and went out per day.
with moves as (
    select day, contacts as counted, 'contacts' as what
    from fact_volumes
    where counted and day is not null

    union all

    select opened_day, 1, 'opened'
    from fact_cases
    where opened_day is not null and state <> 'unknown'

    union all

    select closed_day, 1, 'ended'
    from fact_cases
    where closed_day is not null and state <> 'open' and not closed_by_tool
)

select
    what,
    day,
    sum(counted) as counted
from moves
group by what, day
order by what, day
