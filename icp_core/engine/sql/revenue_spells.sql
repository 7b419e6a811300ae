-- One row an account and spell: the months of a row in which it paid without a break, and the month in which it paid again.
-- Months are counted as year * 12 + month, up to and including $last_month.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        sum(mrr) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
placed as (
    select
        account_id, month_number,
        month_number - row_number() over (partition by account_id order by month_number) as island
    from monthly
    where mrr > 0
),
spells as (
    select account_id, min(month_number) as first_month, max(month_number) as last_month
    from placed
    group by account_id, island
)
select
    account_id,
    cast(row_number() over (partition by account_id order by first_month) as integer) as spell,
    cast(first_month as integer) as first_month,
    cast(last_month as integer) as last_month,
    cast(lead(first_month) over (partition by account_id order by first_month) as integer) as back_month
from spells
order by account_id, first_month
