-- The time during which chasers of each case can be seen, in one piece or in several: what is left of it by waits for a document and by its
-- first days, those (`chaser_after_days`) after its opening and after each return.
with apart as (
    select case_key, opened_s as began_s, opened_s + chaser_after_days * 86400 as ended_s
    from fact_case_watch
    cross join settings
    union all
    select case_key, at_s, at_s + chaser_after_days * 86400
    from fact_case_contacts
    join fact_contacts on fact_contacts.contact = fact_case_contacts.contact
    cross join settings
    where stage = 'return'
    union all
    select case_key, began_s, ended_s
    from fact_stages
    where stopped and elapsed_s is not null
),

pieces as (
    select
        case_key,
        max(ended_s) over (partition by case_key order by began_s, ended_s rows between unbounded preceding and current row) as since_s,
        lead(began_s) over (partition by case_key order by began_s, ended_s) as until_s
    from apart
),

cut as (
    select
        fact_case_watch.case_key,
        coalesce(person, -fact_case_watch.case_key) as person,
        procedure,
        opened_s,
        cast(due_s as double) as due_s,
        cast(last_until_s as double) as last_until_s,
        greatest(since_s, seen_from_s) as since_s,
        least(coalesce(until_s, seen_until_s), seen_until_s) as until_s
    from fact_case_watch
    join pieces on pieces.case_key = fact_case_watch.case_key
)

select *
from cut
where until_s > since_s
