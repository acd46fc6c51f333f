-- The contacts numbered in order of time, in narrow rows for this and what follows to sort: a number stands for their words.
select
    cast(row_number() over (order by occurred_at nulls last, source_number, contact_records.record) as bigint) as contact,
    contact_records.record,
    number as words,
    at_s,
    person
from contact_records
join contact_words
    on contact_words.kind = contact_records.kind
    and contact_words.inbound = contact_records.inbound
    and contact_words.party = coalesce(contact_records.party, 'unknown')
    and contact_words.source is not distinct from contact_records.source
    and contact_words.precision is not distinct from contact_records.precision
    and contact_words.channel is not distinct from contact_records.channel
    and contact_words.outcome is not distinct from contact_records.outcome
    and contact_words.topic is not distinct from contact_records.topic
    and contact_words.service is not distinct from contact_records.service
    and contact_words.site is not distinct from contact_records.site
    and contact_words.team is not distinct from contact_records.team
left join contact_told on contact_records.kind = 'case' and contact_told.row_id = contact_records.row_id
where contact_told.row_id is null
