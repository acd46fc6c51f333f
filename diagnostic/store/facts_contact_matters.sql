-- What each contact counts as, and the contact before and the one after about the same matter: of the same person on the same topic, or about the same case.
-- One of nobody known, or that is no other's neighbour, is alone: its own number, made negative, stands for its person and its matter
with alone as (
    select
        contact, record, words, at_s, counted, redial, document,
        coalesce(case when counted and handled and at_s is not null then person end, -contact) as person,
        coalesce(case when counted and handled and at_s is not null then matter end, -contact) as matter
    from contact_judged
),

of_the_person as (
    select
        contact, record, words, at_s, counted, redial, document, matter,
        lag(at_s) over (partition by person order by contact) as any_at_s
    from alone
),

of_the_matter as (
    select
        contact, record, words, at_s, counted, redial, document, any_at_s,
        lag(contact) over same_matter as previous,
        lag(at_s) over same_matter as previous_at_s,
        lag(words) over same_matter as previous_words,
        min(case when not document then at_s end) over (
            partition by matter order by contact rows between 1 following and unbounded following
        ) as next_at_s
    from of_the_person
    window same_matter as (partition by matter order by contact)
),

-- Contacts are numbered in order of time: of two previous ones the later has the higher number
nearest as (
    select
        of_the_matter.*,
        coalesce(contact_cases.previous > coalesce(of_the_matter.previous, 0), false) as by_case,
        contact_cases.previous_at_s as case_previous_at_s,
        contact_cases.previous_words as case_previous_words,
        contact_cases.next_at_s as case_next_at_s
    from of_the_matter
    left join contact_cases on contact_cases.record = of_the_matter.record
)

select
    contact, record, words, counted, redial, document,
    cast(case when not document then at_s - case when by_case then case_previous_at_s else previous_at_s end end as bigint) as previous_gap_s,
    cast(least(next_at_s, case_next_at_s) - at_s as bigint) as next_gap_s,
    case when not document then case when by_case then case_previous_words else previous_words end end as previous_words,
    cast(case when not document then at_s - any_at_s end as bigint) as any_gap_s
from nearest
