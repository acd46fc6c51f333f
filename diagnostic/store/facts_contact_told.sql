-- Openings of cases that are no contact of their own, as a contact about the same case tells them: within the hour, or on the day where no hour is known.
with openings as (
    select row_id, case_id, at_s, day, precision
    from contact_records
    where kind = 'case' and case_id is not null
)

select distinct openings.row_id
from openings
join contact_records as contact on contact.case_id = openings.case_id
where contact.kind = 'contact' and contact.inbound
    and (abs(contact.at_s - openings.at_s) <= 3600
        or ((contact.precision = 'day' or openings.precision = 'day') and contact.day = openings.day))
