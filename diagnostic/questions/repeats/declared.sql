-- Handled contacts of the period whose agent or user said whether they settled the matter, and those that did, by week; one nobody is known of is a person.
select
    cast(week as varchar(10)) as cluster,
    coalesce(fact_contacts.person, -fact_contacts.contact) as person,
    sum(case when resolved then 1 else 0 end) as numerator,
    count(*) as denominator
from fact_contacts
join contacts on contacts.id = fact_contacts.row_id
where kind = 'contact' and counted and handled and comparable and resolved is not null and week is not null
group by 1, 2
order by 1, 2
