-- The cohort of the period: cases opened in it, and those open at its start, which enter late. Grouped, for the survival curve,
-- by the week since which they are watched: that of opening, the first of the period for those open before it.
select
    procedure,
    channel,
    team,
    case when opened_in_period then opened_month end as month,
    state,
    opened_in_period,
    greatest(opened_week, first_days.week) as week,
    entry_s,
    duration_s,
    earliest_s,
    working_entry_s,
    working_s,
    working_earliest_s,
    count(*) as cases
from fact_cases
cross join fact_case_period
join days as first_days on first_days.day = first_day
where followed
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
