-- Contacts by channel and week: everything that was counted in the period, whatever became of it.
select
    channel,
    month,
    week as cluster,
    sum(contacts) as numerator
from fact_volumes
where counted and in_period
group by channel, month, week
order by channel, month, week
