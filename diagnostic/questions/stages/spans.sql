-- Where the time of the cases opened in the period went, by step: waiting for the user, for another team to take over, or with one team.
with spans as (
    select
        fact_stages.case_key,
        fact_stages.activity,
        case
            when fact_stages.stopped then 'user'
            when fact_stages.next_team is not null and fact_stages.team is not null and fact_stages.next_team <> fact_stages.team then 'between'
            else 'within'
        end as held,
        fact_stages.elapsed_s,
        fact_stages.staffed_s
    from fact_stages
    join fact_cases on fact_cases.case_key = fact_stages.case_key
    cross join fact_case_period
    where opened_day between first_day and last_day and fact_stages.elapsed_s is not null
)

select
    activity,
    held,
    count(distinct case_key) as cases,
    count(*) as passages,
    sum(elapsed_s) as elapsed_s,
    sum(staffed_s) as staffed_s
from spans
group by activity, held
order by activity, held
