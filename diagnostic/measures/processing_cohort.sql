-- The cohort of the period: cases opened in it, and those open at its start, which enter late. Grouped, for the survival curve.
select
    procedure,
    state,
    opened_in_period,
    promise_days,
    entry_s,
    duration_s,
    working_entry_s,
    working_s,
    count(*) as cases
from fact_cases
where at_risk and duration_s is not null
group by procedure, state, opened_in_period, promise_days, entry_s, duration_s, working_entry_s, working_s
order by procedure, state, opened_in_period, promise_days, entry_s, duration_s, working_entry_s, working_s
