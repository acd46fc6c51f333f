-- The contacts numbered in order of time, with what each counts as and what tells its matter.
select
    row_number() over (order by occurred_at nulls last, contact_records.source, contact_records.row_id, contact_records.kind) as contact,
    contact_records.kind,
    contact_records.row_id,
    inbound and coalesce(party, 'unknown') in ('user', 'unknown') and contact_doubles.row_id is null and not coalesce(leg, false) as counted,
    coalesce(redial, false) as redial,
    contact_documents.row_id is not null as document,
    handled, at_s, person, case_id, topic, channel, team, service
from contact_records
left join contact_doubles on contact_doubles.kind = contact_records.kind and contact_doubles.row_id = contact_records.row_id
left join contact_calls on contact_calls.kind = contact_records.kind and contact_calls.row_id = contact_records.row_id
left join contact_documents on contact_documents.kind = contact_records.kind and contact_documents.row_id = contact_records.row_id
where not told
