-- The steps of the cases opened in the period, in order, each with the time of its case; a step repeated at once is one.
with steps as (
    select
        fact_stages.case_key,
        fact_stages.position,
        fact_stages.activity,
        lag(fact_stages.activity) over (partition by fact_stages.case_key order by fact_stages.position) as previous,
        sum(fact_stages.elapsed_s) over (partition by fact_stages.case_key) as elapsed_s
    from fact_stages
    join fact_cases on fact_cases.case_key = fact_stages.case_key
    where opened_since_break
)

select case_key, activity, elapsed_s
from steps
where previous is null or activity <> previous
order by case_key, position
