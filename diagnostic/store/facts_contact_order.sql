-- The contacts numbered in order of time: so few columns that very many rows are sorted in memory.
select
    record,
    cast(row_number() over (order by occurred_at nulls last, source_number, record) as bigint) as contact
from contact_records
join (select distinct source, source_number from contact_words) as named on named.source is not distinct from contact_records.source
left join contact_told on contact_records.kind = 'case' and contact_told.row_id = contact_records.row_id
where contact_told.row_id is null
