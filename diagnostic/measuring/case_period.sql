-- The days over which cases may be taken together.
select first_day, last_day, after_break
from fact_case_period
