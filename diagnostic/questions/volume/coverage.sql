-- Which cells of service, channel and month hold data: any contact, counted or not.
select distinct
    service,
    channel,
    month
from fact_volumes
where in_period and channel is not null and contacts > 0
order by service, channel, month
