-- Identified handled contacts of the period by the time announced for their topic; NULL where none is.
select promises.days, count(*) as contacts
from fact_contacts
left join promises on lower(promises.procedure) = lower(fact_contacts.topic)
where counted and handled and comparable and person is not null and topic is not null
group by promises.days
order by promises.days
