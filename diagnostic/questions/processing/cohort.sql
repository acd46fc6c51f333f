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
    promise_days,
    entry_s,
    duration_s,
    working_entry_s,
    working_s,
    coalesce(artefact in ('bulk_closing', 'automatic_closing'), false) as by_tool,
    count(*) as cases
from fact_cases
cross join fact_case_period
join days as first_days on first_days.day = first_day
where at_risk and duration_s is not null and (opened_day >= first_day or not after_break)
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
