-- One row: the accounts that paid in more than one month, the months in which they paid, and all months that the table
-- has from the first to the last of them (a table with one month a year has no gaps). Months are counted as
-- year * 12 + month, up to and including $last_month.
with accounts as (
    select min(month_number) as first_month, max(month_number) as last_month, count(*) as months_paid
    from paid_months
    where month_number <= $last_month
    group by account_id
    having count(*) > 1
),
known as (
    select distinct month_number
    from paid_months
    where month_number <= $last_month
),
places as (
    select month_number, row_number() over (order by month_number) as place
    from known
)
select
    cast(count(*) as integer) as accounts,
    cast(coalesce(sum(accounts.months_paid), 0) as bigint) as months_paid,
    cast(coalesce(sum(closed.place - opened.place + 1), 0) as bigint) as months_between
from accounts
inner join places as opened on accounts.first_month = opened.month_number
inner join places as closed on accounts.last_month = closed.month_number
