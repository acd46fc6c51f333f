-- Whether the extract comes after the end of the period, and how many cases were opened in between.
select
    max(case when extract_date > period_end then 1 else 0 end) = 1 as later,
    coalesce(sum(case when opened_day > period_end then 1 else 0 end), 0) as opened
from settings
left join fact_cases on fact_cases.duration_s is not null
