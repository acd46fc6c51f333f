-- Each answer of the period to an item of the survey, good or not by the boxes of its scale; answers on another scale are left out.
-- Good: 3 and 4 on 1-4, 4 and 5 on 1-5, 5 to 7 on 1-7, 8 and more on 0-10 and 1-10.
with oriented as (
    select
        survey_items.item,
        survey.profile,
        survey.service,
        survey.site,
        cast(survey.local as date) as day,
        case when high_is = 'bad' then scale_min + scale_max - score else score end as score,
        scale_min,
        scale_max
    from survey
    join survey_items on survey_items.question = survey.question
    where score is not null
)

select
    item,
    profile,
    service,
    site,
    case
        when scale_min = 1 and scale_max = 4 then score >= 3
        when scale_min = 1 and scale_max = 5 then score >= 4
        when scale_min = 1 and scale_max = 7 then score >= 5
        else score >= 8
    end as good
from oriented
cross join settings
where
    coalesce(day between period_start and period_end, true)
    and ((scale_min = 1 and scale_max in (4, 5, 7, 10)) or (scale_min = 0 and scale_max = 10))
    and score between scale_min and scale_max
