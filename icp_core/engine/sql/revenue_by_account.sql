-- One row an account: first and last paid month, what was paid then, months paid.
-- Months are counted as year * 12 + month, up to and including $last_month.
select
    account_id,
    min(month_number) as first_month,
    max(month_number) as last_month,
    cast(count(*) as integer) as months_paid,
    min(opening) as first_mrr,
    sum(case when month_after <= $last_month then 0 else mrr end) as last_mrr
from paid_months
where month_number <= $last_month
group by account_id
order by account_id
