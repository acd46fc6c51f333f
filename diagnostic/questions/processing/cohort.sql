-- The cohort of the period: cases opened in it, and those open at its start, which enter late. Grouped, for the survival curve.
select
    procedure,
    channel,
    team,
    case when opened_in_period then opened_month end as month,
    state,
    opened_in_period,
    promise_days,
    entry_s,
    duration_s,
    working_entry_s,
    working_s,
    coalesce(artefact in ('bulk_closing', 'automatic_closing'), false) as by_tool,
    count(*) as cases
from fact_cases
cross join fact_case_period
where at_risk and duration_s is not null and (opened_day >= first_day or not after_break)
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
