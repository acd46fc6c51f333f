-- Requests that name two channels or more among those that name one, in the sources whose rows carry a list.
with naming as (
    select source, cluster, case when channel is null then 0 else 1 end + coalesce(others, 0) as channels
    from fact_contacts
    left join (select contact, count(*) as others from fact_other_channels group by contact) as naming_others
        on naming_others.contact = fact_contacts.contact
    where counted and handled and comparable and (channel is not null or others is not null)
),

lists as (
    select source
    from naming
    group by source
    having max(channels) >= 2
)

select
    cluster,
    sum(case when channels >= 2 then 1 else 0 end) as numerator,
    count(*) as denominator
from naming
join lists on lists.source = naming.source
group by cluster
order by cluster
