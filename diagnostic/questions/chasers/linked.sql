-- Per person (or case, where the person is unknown): contacts of the period about a case, and cases closed in the period.
with counted as (
    select fact_case_contacts.case_key, 1 as linked, 0 as closed
    from fact_case_contacts
    join fact_contacts on fact_contacts.contact = fact_case_contacts.contact
    -- without a number, what comes within the hour of an opening is the opening told twice
    where comparable and not (link = 'person' and stage = 'opening')
    union all
    select case_key, 0 as linked, 1 as closed
    from fact_cases
    cross join fact_contact_period
    where state = 'closed' and closed_day between first_day and last_day
)

select
    coalesce(fact_cases.person, -fact_cases.case_key) as cluster,
    sum(linked) as numerator,
    sum(closed) as denominator
from counted
join fact_cases on fact_cases.case_key = counted.case_key
group by coalesce(fact_cases.person, -fact_cases.case_key)
order by cluster
