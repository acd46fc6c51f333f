-- Steps done again in one case, by the team that did them last (redo) or by another (referral); cases opened in the period.
with steps as (
    select
        fact_stages.case_key,
        fact_stages.activity,
        fact_stages.team,
        lag(fact_stages.team) over (partition by fact_stages.case_key, fact_stages.activity order by fact_stages.position) as last_team,
        row_number() over (partition by fact_stages.case_key, fact_stages.activity order by fact_stages.position) as time_done
    from fact_stages
    join fact_cases on fact_cases.case_key = fact_stages.case_key
    where opened_since_break
)

select
    activity,
    sum(case when time_done > 1 and team = last_team then 1 else 0 end) as redo,
    sum(case when time_done > 1 and team <> last_team then 1 else 0 end) as referral,
    count(distinct case when time_done > 1 then case_key end) as cases
from steps
group by activity
order by activity
