-- Chasers of the period by the age of their case in days: since the due date where the case has one (negative before it), else since the opening.
select
    case when overdue_s is null then 'opening' else 'due' end as clock,
    cast(floor(coalesce(overdue_s, age_s) / 86400.0) as bigint) as day,
    count(*) as chasers
from fact_case_contacts
join fact_contacts on fact_contacts.contact = fact_case_contacts.contact
where stage = 'chaser' and comparable
group by 1, 2
order by 1, 2
