-- One row a month: the accounts live 12 months before, what they paid then and pay now, and the sums of squares and
-- products that the interval of the two ratios is made of.
with pairs as (
    select
        opened.month_number + 12 as month_number,
        opened.mrr as opening,
        coalesce(closed.mrr, 0) as closing
    from paid_months as opened
    left join paid_months as closed
        on opened.account_id = closed.account_id
        and closed.month_number = opened.month_number + 12
    where opened.month_number + 12 <= $last_month
)
select
    month_number,
    cast(count(*) as integer) as n,
    sum(opening) as opening,
    sum(closing) as closing,
    sum(least(closing, opening)) as kept,
    sum(opening * opening) as opening_squared,
    sum(case when closing > 0 then opening else 0 end) as stayed,
    sum(case when closing > 0 then opening * opening else 0 end) as stayed_squared,
    sum(closing * closing) as closing_squared,
    sum(closing * opening) as closing_opening,
    sum(least(closing, opening) * least(closing, opening)) as kept_squared,
    sum(least(closing, opening) * opening) as kept_opening
from pairs
group by month_number
order by month_number
