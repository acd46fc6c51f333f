-- The sites that records name, whatever the table.
select distinct site
from (
    select site from fact_volumes where in_period and site is not null
    union all
    select site from appointments where site is not null
) as named
order by site
