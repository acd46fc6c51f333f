-- One row per ticket of the period, since the last declared break: how long the user waited and was served, or left.
select
    fact_contacts.site,
    fact_contacts.week as cluster,
    wait_s / 60 as wait_min,
    handle_s / 60 as service_min,
    case
        when tickets.status is not null then case when tickets.status = 'left' then 1 else 0 end
        when telling.source is not null then case when called_at is null and done_at is null then 1 else 0 end
    end as gone,
    topics
from fact_contacts
join tickets on tickets.id = fact_contacts.row_id
left join (select distinct source from tickets where called_at is not null or done_at is not null) as telling on telling.source = tickets.source
where kind = 'ticket' and counted and since_break
order by fact_contacts.contact
