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
where kind = 'ticket' and counted and since_break
order by fact_contacts.contact
