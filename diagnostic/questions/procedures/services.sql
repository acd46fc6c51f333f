-- Handled contacts of the period by topic and service, and cases of the period by procedure and service: which service each is mostly of.
with named as (
    select topic as name, service, contacts as weight
    from fact_volumes
    where counted and handled and comparable and topic is not null

    union all

    select procedure as name, service, 1 as weight
    from fact_cases
    where procedure is not null and opened_in_period
)

select
    name,
    service,
    cast(sum(weight) as bigint) as weight
from named
group by name, service
order by name, weight desc, service
