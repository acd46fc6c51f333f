-- One row per ticket of the period, since the last declared break: how long the user waited and was served, or left.
select
    fact_contacts.site,
    fact_contacts.week as cluster,
    wait_s / 60 as wait_min,
    handle_s / 60 as service_min,
    case when called_at is null and done_at is null then 1 else 0 end as gone,
    topics
from fact_contacts
join tickets on tickets.id = fact_contacts.row_id
left join unbroken as own on own.source = fact_contacts.source
join unbroken as whole on whole.source is null
where kind = 'ticket' and counted and in_period and fact_contacts.day >= coalesce(own.since, whole.since)
order by fact_contacts.contact
