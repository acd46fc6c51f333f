-- Calls that passed by no queue, in files that name the queue of the others: the direct lines of the services.
select
    count(*) as calls,
    coalesce(sum(case when passed.id is null then 1 else 0 end), 0) as direct
from fact_contacts
join (select distinct source from contacts where queue is not null) as queued on queued.source = fact_contacts.source
left join (select id from contacts where queue is not null) as passed on passed.id = fact_contacts.row_id
where counted and in_period and is_call
