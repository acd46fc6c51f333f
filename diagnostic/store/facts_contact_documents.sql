-- Contacts about a case while the service waits for a document of it: the answer to a request, no repeat.
with waits as (
    select cases.case_id, cases.person, lower(cases.procedure) as topic, fact_stages.began_s, fact_stages.ended_s
    from fact_stages
    join cases on cases.id = fact_stages.case_key
    where fact_stages.stopped
),

waits_of_matters as (
    select person * topics + topic_number as matter, began_s, ended_s
    from waits
    join (select distinct topic, topic_number, topics from contact_words) as topics on lower(topics.topic) = waits.topic
),

asked as (
    select contact, case_id, matter, at_s
    from contact_numbers
    join contact_words on contact_words.number = contact_numbers.words
    where kind <> 'case'
)

select contact
from asked
join waits on waits.case_id = asked.case_id and at_s between began_s and ended_s
union
select contact
from asked
join waits_of_matters on waits_of_matters.matter = asked.matter and at_s between began_s and ended_s
where case_id is null
