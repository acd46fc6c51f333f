-- Where the time of the cases opened in the period went, by step: waiting for the user, for another team to take over, or with one team.
select
    activity,
    case
        when stopped then 'user'
        when next_team <> fact_stages.team then 'between'
        else 'within'
    end as held,
    count(distinct fact_stages.case_key) as cases,
    sum(elapsed_s) as elapsed_s
from fact_stages
join fact_cases on fact_cases.case_key = fact_stages.case_key
where opened_since_break and elapsed_s is not null
group by 1, 2
order by 1, 2
