-- The repeats of the coding sheet by cause, blank where not coded; and how many were drawn.
select
    cause,
    count(*) as repeats
from coded
group by cause
order by cause
