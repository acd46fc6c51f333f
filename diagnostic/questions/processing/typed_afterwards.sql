-- Cases closed in the period that were opened at the very instant of their closing, of all that were closed in it.
select
    sum(case when at_once then 1 else 0 end) as cases,
    count(*) as closed
from fact_cases
where closed_since_break and state = 'closed'
