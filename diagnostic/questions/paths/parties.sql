-- Inbound contacts of the period from relays and internal lines: no headline counts them.
select party, count(*) as contacts
from fact_contacts
where inbound and in_period and party in ('relay', 'internal')
group by party
order by party
