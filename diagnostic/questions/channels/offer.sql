-- Per channel of the offer: the topics listed, and those that the channel does not serve.
select channel, count(distinct lower(topic)) as denominator, count(distinct case when not served then lower(topic) end) as numerator
from offer
where channel is not null and topic is not null and served is not null
group by channel
order by channel
