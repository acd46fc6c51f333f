-- Chasers of the period by channel, and the handling time of those whose time is recorded.
select
    coalesce(channel, 'unknown') as channel,
    count(*) as chasers,
    sum(case when handle_s is null then 0 else 1 end) as timed,
    sum(coalesce(handle_s, 0)) as seconds
from fact_case_contacts
join fact_contacts on fact_contacts.contact = fact_case_contacts.contact
where stage = 'chaser' and comparable
group by coalesce(channel, 'unknown')
order by channel
