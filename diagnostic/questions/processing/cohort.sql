-- The cohort of the period: cases opened in it, and those open at its start, which enter late. Grouped, for the survival curve.
with cohort as (
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
        coalesce(artefact in ('bulk_closing', 'automatic_closing'), false) as by_tool
    from fact_cases
    cross join fact_case_period
    where at_risk and duration_s is not null and (opened_day >= first_day or not after_break)
)

select
    cohort.*,
    count(*) as cases
from cohort
group by
    procedure, channel, team, month, state, opened_in_period, promise_days, entry_s, duration_s, working_entry_s, working_s, by_tool
order by
    procedure, channel, team, month, state, opened_in_period, promise_days, entry_s, duration_s, working_entry_s, working_s, by_tool
