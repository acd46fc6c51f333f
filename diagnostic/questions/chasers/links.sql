-- Contacts that a number, or a person and topic, link to a case.
select count(*) as contacts
from fact_case_contacts
where link <> 'opening'
