-- One row a month: recurring revenue and the number of accounts that pay.
select month_number, sum(mrr) as mrr, cast(count(*) as integer) as accounts
from paid_months
where month_number <= $last_month
group by month_number
order by month_number
