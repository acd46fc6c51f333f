-- Calls that passed by no queue, in files that name the queue of the others: the direct lines of the services.
select
    count(*) as calls,
    coalesce(sum(case when contacts.queue is null then 1 else 0 end), 0) as direct
from fact_contacts
join contacts on contacts.id = fact_contacts.row_id
join (select distinct source from contacts where queue is not null) as queued on queued.source = fact_contacts.source
where counted and in_period and is_call
