-- The days over which contacts may be taken together.
select first_day, last_day, after_break
from fact_contact_period
