-- One row per first paid month and age in months (0, 3, 6 ...): the accounts that pay at that age, what they pay, and the
-- sums of squares and products with their first month that the interval of a ratio is made of.
with ages as (
    select
        first_month,
        month_number - first_month as age,
        opening,
        mrr as paid,
        least(mrr, opening) as kept
    from paid_months
    where month_number <= $last_month and (month_number - first_month) % 3 = 0
)
select
    first_month,
    age,
    cast(count(*) as integer) as accounts,
    sum(opening) as stayed,
    sum(opening * opening) as stayed_squared,
    sum(paid) as net,
    sum(paid * paid) as net_squared,
    sum(paid * opening) as net_opening,
    sum(kept) as gross,
    sum(kept * kept) as gross_squared,
    sum(kept * opening) as gross_opening
from ages
group by first_month, age
order by first_month, age
