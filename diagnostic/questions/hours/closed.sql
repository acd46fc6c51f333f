-- Contacts whose moment is known, by channel and week since the last declared break, and those that arrived while closed.
select
    channel,
    week as cluster,
    sum(case when open then 0 else 1 end) as numerator,
    count(*) as denominator
from fact_contacts
left join unbroken as own on own.source = fact_contacts.source
join unbroken as whole on whole.source is null
where counted and in_period and open is not null and day >= coalesce(own.since, whole.since)
group by channel, week
order by channel, week
