-- The cohort of the processing times for which a time is promised, by kind of promise, each on the clock of its promise, by the week since
-- which it is watched.
select
    procedure,
    channel,
    team,
    kind,
    binding,
    state,
    greatest(opened_week, first_days.week) as week,
    fact_case_promises.days,
    fact_case_promises.entry_s,
    fact_case_promises.duration_s,
    count(*) as cases
from fact_case_promises
join fact_cases on fact_cases.case_key = fact_case_promises.case_key
cross join fact_case_period
join days as first_days on first_days.day = first_day
where followed and fact_case_promises.duration_s is not null
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
