-- One row per first paid month and age in months (0, 3, 6 ...): the accounts that pay at that age, what they pay, and the
-- sums of squares and products with their first month that the interval of a ratio is made of.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        cast(sum(mrr) as double) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
first_months as (
    select account_id, min(month_number) as first_month
    from monthly
    where mrr > 0
    group by account_id
),
openings as (
    select first_months.account_id, first_months.first_month, monthly.mrr as opening
    from first_months
    inner join monthly
        on first_months.account_id = monthly.account_id and first_months.first_month = monthly.month_number
),
ages as (
    select
        openings.first_month,
        monthly.month_number - openings.first_month as age,
        openings.opening,
        monthly.mrr as paid,
        least(monthly.mrr, openings.opening) as kept
    from openings
    inner join monthly on openings.account_id = monthly.account_id
    where monthly.mrr > 0 and (monthly.month_number - openings.first_month) % 3 = 0
)
select
    cast(first_month as integer) as first_month,
    cast(age as integer) as age,
    cast(count(*) as integer) as accounts,
    sum(paid) as net,
    sum(paid * paid) as net_squared,
    sum(paid * opening) as net_opening,
    sum(kept) as gross,
    sum(kept * kept) as gross_squared,
    sum(kept * opening) as gross_opening
from ages
group by first_month, age
order by first_month, age
