-- What each contact counts as: kept nowhere, each step that asks for it derives it anew.
select
    contact_numbers.contact, contact_numbers.record, words, at_s, person, person * topics + topic_number as matter,
    of_a_user and contact_doubles.contact is null and not coalesce(leg, false) as counted,
    coalesce(redial, false) as redial,
    contact_documents.record is not null as document,
    handled
from contact_numbers
join contact_words on contact_words.number = contact_numbers.words
left join contact_doubles on contact_doubles.contact = contact_numbers.contact
left join contact_calls on contact_calls.contact = contact_numbers.contact
left join contact_documents on contact_documents.record = contact_numbers.record
