-- One row per case whose end is known or still to come: between which instants of the period (since its last break) chasers of it can be seen, while it is open, its first days
-- (`chaser_after_days`) apart, and contacts are recorded. Days of the log of contacts count whole. Until `last_until_s` it is the last case that its person opened on the
-- procedure; between `quiet_from_s` and `quiet_until_s`, before it opens, that person has no case of the procedure: there is no such time where the first is not before the second.
with log as (
    select
        min(at_s - hour(occurred_local) * 3600 - minute(occurred_local) * 60 - cast(second(occurred_local) as int)) as first_s,
        max(at_s - hour(occurred_local) * 3600 - minute(occurred_local) * 60 - cast(second(occurred_local) as int)) + 86400 as last_s
    from fact_contacts
    where kind <> 'case' and at_s is not null
),

recorded as (
    select
        greatest(first_instant.utc_s + (since.day_number - start.day_number) * 86400, first_s) as since_s,
        least(last_instant.utc_s, last_s) as until_s,
        chaser_after_days * 86400 as first_days_s
    from settings
    cross join log
    cross join fact_contact_period
    join days as start on start.day = period_start
    join days as since on since.day = first_day
    join fact_instants as first_instant on first_instant.instant = period_start_at
    join fact_instants as last_instant on last_instant.instant = period_end_at
),

-- The cases of a person on one procedure, in order
alike as (
    select
        case_key,
        lead(opened_s) over in_order as next_opened_s,
        max(ended_s) over (
            partition by person, lower(procedure) order by opened_s, case_key rows between unbounded preceding and 1 preceding
        ) as previous_ended_s
    from fact_cases
    where opened_s is not null and ended_s is not null and person is not null and procedure is not null
    window in_order as (partition by person, lower(procedure) order by opened_s, case_key)
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
    cast(greatest(opened_s + first_days_s, since_s) as bigint) as seen_from_s,
    cast(least(ended_s, until_s) as bigint) as seen_until_s,
    -- a contact within the hour before an opening is that opening
    cast(case when alike.case_key is not null then least(ended_s, coalesce(next_opened_s - 3600, ended_s)) end as bigint) as last_until_s,
    cast(case when alike.case_key is not null then greatest(since_s, coalesce(previous_ended_s + first_days_s, since_s)) end as bigint) as quiet_from_s,
    cast(case when alike.case_key is not null then opened_s - first_days_s end as bigint) as quiet_until_s
from fact_cases
join cases on cases.id = fact_cases.case_key
cross join recorded
left join alike on alike.case_key = fact_cases.case_key
where opened_s is not null and ended_s is not null
order by fact_cases.case_key
