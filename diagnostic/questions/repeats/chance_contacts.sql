-- Every handled contact that may repeat another, history included, in order: whose matter it is about (a number per person and topic, a number
-- per case, 0 where unknown), when, and among which its date may be dealt again: those on its topic in the season of its week. A week is one of
-- school holidays when three of its working days or more are. Beyond two million contacts those of a half, a third... of the persons stand for all: each
-- keeps all its contacts, among the same dates, so that chance is as likely to bring two of them together. Who they are is told by a number's part
-- beyond the point once multiplied by the golden ratio: spread evenly whatever order or step there is in the numbers of persons.
with weeks as (
    select week, case when sum(case when day_type = 'school_holiday' then 1 else 0 end) >= 3 then 1 else 0 end as school_holiday
    from days
    where weekday <= 5
    group by week
),

topics as (
    select topic, row_number() over (order by topic) as number
    from (select distinct topic from fact_contacts where topic is not null) as named
),

numbered_cases as (
    select case_id, row_number() over (order by case_id) as number
    from (select distinct case_id from fact_contacts where case_id is not null) as named
),

size as (
    select coalesce(max(number), 0) + 1 as topics
    from topics
),

sample as (
    select floor(count(*) / 2000000) + 1 as one_in
    from fact_contacts
    where counted and handled and at_s is not null and (person is not null or case_id is not null)
)

select
    coalesce(person, 0) as person,
    coalesce(person * size.topics + topics.number, 0) as matter,
    coalesce(numbered_cases.number, 0) as case_number,
    2 * coalesce(topics.number, 0) + coalesce(weeks.school_holiday, 0) as dealt_together,
    at_s,
    history_s,
    person is not null and fact_contacts.topic is not null and lacks is null as told,
    comparable,
    document
from fact_contacts
cross join size
cross join sample
left join topics on topics.topic = fact_contacts.topic
left join numbered_cases on numbered_cases.case_id = fact_contacts.case_id
left join fact_recognition on fact_recognition.channel = coalesce(fact_contacts.channel, 'unknown')
left join weeks on weeks.week = fact_contacts.week
where counted and handled and at_s is not null
    and ((person is not null and fact_contacts.topic is not null) or fact_contacts.case_id is not null)
    and coalesce(person, 0) * 0.6180339887498949 - floor(coalesce(person, 0) * 0.6180339887498949) < 1.0 / one_in
order by contact
