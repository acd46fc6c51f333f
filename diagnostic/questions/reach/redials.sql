-- Calls of known numbers that no agent took, and whether the same number called again within the hour. Those of the last hour of the
-- data are left out: nobody can know yet. One row per number and day, as far as there are few of them (as in `callers.sql`).
with calls as (
    select contact, month, cluster, day, person, outcome, for_agent, in_period, at_s
    from fact_contacts
    where counted and is_call and precision in ('second', 'minute')
),

followed as (
    select
        calls.*,
        lead(at_s) over (partition by person order by contact) - at_s as next_s,
        max(at_s) over () - at_s as left_s
    from calls
),

callers as (
    select
        month,
        cluster,
        day,
        person,
        sum(case when next_s <= 3600 then 1 else 0 end) as redialled,
        count(*) as unanswered
    from followed
    where in_period and person is not null and for_agent and outcome <> 'answered' and left_s >= 3600
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
    cast(sum(redialled) as bigint) as redialled,
    cast(sum(unanswered) as bigint) as unanswered
from numbered
group by month, cluster, day, least(number, 1000)
order by day, person
