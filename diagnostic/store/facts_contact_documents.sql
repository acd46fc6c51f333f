-- Contacts about a case while the service waits for a document of it: the answer to a request, no repeat.
with waits as (
    select cases.case_id, cases.person, lower(cases.procedure) as topic, fact_stages.began_s, fact_stages.ended_s
    from fact_stages
    join cases on cases.id = fact_stages.case_key
    where fact_stages.stopped
)

select contact_records.kind, contact_records.row_id
from contact_records
join waits on waits.case_id = contact_records.case_id and contact_records.at_s between waits.began_s and waits.ended_s
where contact_records.kind <> 'case'
union
select contact_records.kind, contact_records.row_id
from contact_records
join waits
    on waits.person = contact_records.person
    and waits.topic = lower(contact_records.topic)
    and contact_records.at_s between waits.began_s and waits.ended_s
where contact_records.kind <> 'case' and contact_records.case_id is null
