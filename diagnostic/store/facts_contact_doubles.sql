-- Second records of one event: of the same person and topic, in another system, within 120 s. Two files of one system (two months of a log) tell of two
-- events what they tell twice: what both hold was taken out when they were read.
-- Contacts are numbered in order of time, so the latest stamp of another system is the one just before the current run of contacts of this one.
with recorded as (
    select contact, person * topics + topic_number as matter, system, at_s
    from contact_numbers
    join contact_words on contact_words.number = contact_numbers.words
    where systems > 1 and inbound and to_the_minute and person is not null and topic_number is not null
),

-- few matters are told by several systems: no other is looked at
several as (
    select matter
    from recorded
    group by matter
    having min(system) <> max(system)
),

neighbours as (
    select
        contact, recorded.matter, system, at_s,
        lag(system) over (partition by recorded.matter order by contact) as system_before,
        lag(at_s) over (partition by recorded.matter order by contact) as at_s_before
    from recorded
    join several on several.matter = recorded.matter
),

runs as (
    select
        contact, at_s,
        max(case when system <> system_before then at_s_before end) over (
            partition by matter order by contact rows between unbounded preceding and current row
        ) as other_system_at_s
    from neighbours
)

select contact
from runs
where at_s - other_system_at_s <= 120
