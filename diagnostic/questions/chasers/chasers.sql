-- Chasers of the period, one row each: whether they bear the number of their case, whether it is still the last that its person opened on the
-- procedure (or the person is unknown), and its age in seconds, since its opening and since it is due.
select
    fact_case_contacts.case_key,
    link = 'case_id' as numbered,
    coalesce(at_s < last_until_s, true) as own,
    age_s,
    cast(overdue_s as double) as overdue_s
from fact_case_contacts
join fact_contacts on fact_contacts.contact = fact_case_contacts.contact
join fact_case_watch on fact_case_watch.case_key = fact_case_contacts.case_key
where stage = 'chaser' and comparable
