-- Every case that is open at some time of the period while contacts are recorded: how long, how long before and after it is due, and its chasers.
-- Time during which a document is waited for is left out.
with waits as (
    select
        fact_case_watch.case_key,
        greatest(began_s, seen_from_s) as since_s,
        least(fact_stages.ended_s, seen_until_s) as until_s,
        due_s
    from fact_case_watch
    join fact_stages on fact_stages.case_key = fact_case_watch.case_key and stopped and elapsed_s is not null
),

waited as (
    select
        case_key,
        sum(greatest(until_s - since_s, 0)) as waited_s,
        sum(greatest(least(until_s, due_s) - since_s, 0)) as waited_before_s
    from waits
    group by case_key
),

chased as (
    select
        case_key,
        count(*) as chasers,
        sum(case when overdue_s <= 0 then 1 else 0 end) as chasers_before
    from fact_case_contacts
    join fact_contacts on fact_contacts.contact = fact_case_contacts.contact
    where stage = 'chaser' and comparable
    group by case_key
)

select
    fact_case_watch.case_key,
    coalesce(person, -fact_case_watch.case_key) as cluster,
    procedure,
    seen_until_s - seen_from_s - coalesce(waited_s, 0) as open_s,
    case when due_s is not null then greatest(least(seen_until_s, due_s) - seen_from_s, 0) - coalesce(waited_before_s, 0) end as before_s,
    case when due_s is null then 'opening' else 'due' end as clock,
    seen_from_s - coalesce(due_s, opened_s) as first_age_s,
    seen_until_s - coalesce(due_s, opened_s) as last_age_s,
    coalesce(chasers, 0) as chasers,
    case when due_s is not null then coalesce(chasers_before, 0) end as chasers_before
from fact_case_watch
left join waited on waited.case_key = fact_case_watch.case_key
left join chased on chased.case_key = fact_case_watch.case_key
where seen_until_s > seen_from_s
order by fact_case_watch.case_key
