-- Contacts about a case while the service waits for a document of it: the answer to a request, no repeat.
with waits as (
    select cases.case_id, cases.person, lower(cases.procedure) as topic, fact_stages.began_s, fact_stages.ended_s
    from fact_stages
    join cases on cases.id = fact_stages.case_key
    where fact_stages.stopped
)

select record
from contact_records
join waits on waits.case_id = contact_records.case_id and at_s between began_s and ended_s
where kind <> 'case'
union
select record
from contact_records
join waits on waits.person = contact_records.person and waits.topic = lower(contact_records.topic) and at_s between began_s and ended_s
where kind <> 'case' and contact_records.case_id is null
