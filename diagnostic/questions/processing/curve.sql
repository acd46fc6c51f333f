-- The cases of `cohort` by what a curve of them, and its range, stand on alone.
select
    procedure,
    state,
    greatest(opened_week, first_days.week) as week,
    entry_s,
    duration_s,
    count(*) as cases
from fact_cases
cross join fact_case_period
join days as first_days on first_days.day = first_day
where followed
group by 1, 2, 3, 4, 5
order by duration_s, entry_s, week, state, procedure
