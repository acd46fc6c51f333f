-- Contacts whose moment is known, by channel and week since the last declared break, and those that arrived while closed; apart, those of logs that
-- record only while open. Where somebody has to be there none arrives while closed, and nothing is measured.
select
    fact_contacts.channel,
    fact_open_logs.source is not null as only_while_open,
    week as cluster,
    sum(case when open then 0 else 1 end) as numerator,
    count(*) as denominator
from fact_contacts
join channels on channels.channel = fact_contacts.channel and not attended
left join fact_open_logs on fact_open_logs.source = fact_contacts.source and fact_open_logs.channel = fact_contacts.channel
where counted and since_break and open is not null
group by 1, 2, 3
order by 1, 2, 3
