-- What the person of a case asks on its topic before it opens, without a number and while no case of theirs is open: over how long, how often, and when last.
with contacts_on as (
    select person, lower(topic) as topic, at_s
    from fact_contacts
    where counted and handled and comparable and not document and kind <> 'case' and case_id is null
)

select
    case_key,
    quiet_until_s - quiet_from_s as quiet_s,
    count(at_s) as usual,
    cast(quiet_until_s - max(at_s) as double) as last_before_s
from fact_case_watch
left join contacts_on
    on contacts_on.person = fact_case_watch.person
    and contacts_on.topic = lower(procedure)
    and at_s >= quiet_from_s
    and at_s < quiet_until_s
where quiet_until_s > quiet_from_s and seen_until_s > seen_from_s
group by case_key, quiet_from_s, quiet_until_s
