-- The contact before and the one after about the same matter: about the same case, or of the same person on the same topic.
with of_the_person as (
    select
        contact,
        case when topic is not null and not document then lag(contact) over (partition by person, topic order by contact) end as previous,
        case when topic is not null then min(case when not document then contact end) over (
            partition by person, topic order by contact rows between 1 following and unbounded following
        ) end as next,
        case when not document then at_s - lag(at_s) over (partition by person order by contact) end as any_gap_s
    from contact_numbers
    where counted and handled and person is not null and at_s is not null
),

of_the_case as (
    select
        contact,
        case when not document then lag(contact) over (partition by case_id order by contact) end as previous,
        min(case when not document then contact end) over (
            partition by case_id order by contact rows between 1 following and unbounded following
        ) as next
    from contact_numbers
    where counted and handled and case_id is not null and at_s is not null
),

-- Contacts are numbered in order of time: of two previous ones the later has the higher number
neighbouring as (
    select
        contact_numbers.contact,
        greatest(of_the_person.previous, of_the_case.previous) as previous,
        least(of_the_person.next, of_the_case.next) as next,
        any_gap_s
    from contact_numbers
    left join of_the_person on of_the_person.contact = contact_numbers.contact
    left join of_the_case on of_the_case.contact = contact_numbers.contact
    where of_the_person.contact is not null or of_the_case.contact is not null
)

select
    neighbouring.contact,
    this.at_s - before.at_s as previous_gap_s,
    after.at_s - this.at_s as next_gap_s,
    before.channel as previous_channel,
    before.team as previous_team,
    before.service as previous_service,
    any_gap_s
from neighbouring
join contact_numbers as this on this.contact = neighbouring.contact
left join contact_numbers as before on before.contact = neighbouring.previous
left join contact_numbers as after on after.contact = neighbouring.next
