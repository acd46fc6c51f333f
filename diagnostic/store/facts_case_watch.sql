-- One row per case whose end is known or still to come: between which instants of the period (since its last break) contacts about it can be seen, while it is open and contacts
-- are recorded. Days of the log of contacts count whole.
with log as (
    select
        min(at_s - hour(occurred_local) * 3600 - minute(occurred_local) * 60 - cast(second(occurred_local) as int)) as first_s,
        max(at_s - hour(occurred_local) * 3600 - minute(occurred_local) * 60 - cast(second(occurred_local) as int)) + 86400 as last_s
    from fact_contacts
    where kind <> 'case' and at_s is not null
),

period as (
    select
        first_instant.utc_s + (since.day_number - start.day_number) * 86400 as since_s,
        last_instant.utc_s as end_s
    from settings
    cross join fact_contact_period
    join days as start on start.day = period_start
    join days as since on since.day = first_day
    join fact_instants as first_instant on first_instant.instant = period_start_at
    join fact_instants as last_instant on last_instant.instant = period_end_at
)

select
    fact_cases.case_key,
    cases.case_id,
    fact_cases.procedure,
    fact_cases.person,
    cases.opened_precision = 'day' as opened_on_a_day,
    opened_day,
    opened_s,
    ended_s,
    due_s,
    answered_s,
    cast(greatest(opened_s, since_s, first_s) as bigint) as seen_from_s,
    cast(least(ended_s, end_s, last_s) as bigint) as seen_until_s
from fact_cases
join cases on cases.id = fact_cases.case_key
cross join period
cross join log
where opened_s is not null and ended_s is not null
order by fact_cases.case_key
