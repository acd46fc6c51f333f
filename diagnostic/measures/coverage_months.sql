-- In how many months of the period each service and channel have data.
select
    service,
    channel,
    count(distinct month) as months
from fact_volumes
where in_period and channel is not null and month is not null and contacts > 0
group by service, channel
order by service, channel
