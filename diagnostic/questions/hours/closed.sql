-- Contacts whose moment is known, by channel and week since the last declared break, and those that arrived while closed.
select
    channel,
    week as cluster,
    sum(case when open then 0 else 1 end) as numerator,
    count(*) as denominator
from fact_contacts
where counted and since_break and open is not null
group by channel, week
order by channel, week
