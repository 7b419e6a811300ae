-- One row a month: the accounts live 12 months before, what they paid then and pay now, and the sums of squares and
-- products that the interval of the two ratios is made of.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        sum(mrr) as mrr
    from revenue
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
pairs as (
    select
        opened.month_number + 12 as month_number,
        cast(opened.mrr as double) as opening,
        cast(greatest(coalesce(closed.mrr, 0), 0) as double) as closing
    from monthly as opened
    left join monthly as closed
        on opened.account_id = closed.account_id
        and closed.month_number = opened.month_number + 12
    where opened.mrr > 0 and opened.month_number + 12 <= $last_month
)
select
    cast(month_number as integer) as month_number,
    cast(count(*) as integer) as n,
    sum(opening) as opening,
    sum(closing) as closing,
    sum(least(closing, opening)) as kept,
    sum(opening * opening) as opening_squared,
    sum(closing * closing) as closing_squared,
    sum(closing * opening) as closing_opening,
    sum(least(closing, opening) * least(closing, opening)) as kept_squared,
    sum(least(closing, opening) * opening) as kept_opening
from pairs
group by month_number
order by month_number
