-- The contacts in narrow rows for what follows to sort: numbers stand for words, and for a person on a topic (`matter`).
select
    contact,
    contact_records.record,
    number as words,
    system,
    at_s,
    person,
    person * topics + topic_number as matter,
    case_id,
    inbound and precision in ('second', 'minute') as timed,
    contact_records.channel = 'phone' as by_phone,
    inbound and coalesce(party, 'unknown') in ('user', 'unknown') as of_a_user,
    handled,
    case when transferred then at_s + coalesce(wait_s, 0) + coalesce(handle_s, 0) end as transferred_until_s
from contact_records
join contact_order on contact_order.record = contact_records.record
join contact_words
    on contact_words.kind = contact_records.kind
    and contact_words.source is not distinct from contact_records.source
    and contact_words.channel is not distinct from contact_records.channel
    and contact_words.topic is not distinct from contact_records.topic
    and contact_words.team is not distinct from contact_records.team
    and contact_words.service is not distinct from contact_records.service
