-- One row per known number and local day on which it called: whether an agent answered it that day, whether it asked for one. On a day on which more
-- than a thousand numbers called, those beyond are in the row of the thousandth: what is asked of persons is whether they are enough to be told of.
with callers as (
    select
        month,
        cluster,
        day,
        person,
        max(case when outcome = 'answered' then 1 else 0 end) as reached,
        max(case when for_agent then 1 else 0 end) as asked
    from fact_contacts
    where counted and in_period and is_call and person is not null and day is not null
    group by month, cluster, day, person
),

numbered as (
    select callers.*, row_number() over (partition by day order by person) as number
    from callers
)

select
    month,
    cluster,
    day,
    min(person) as person,
    cast(sum(reached) as bigint) as reached,
    cast(sum(asked) as bigint) as asked,
    count(*) as caller_days
from numbered
group by month, cluster, day, least(number, 1000)
order by day, person
