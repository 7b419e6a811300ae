-- One row an account live in the month $opening: what it paid then, and in the month $closing.
select
    account_id,
    sum(case when month_number = $opening then mrr else 0 end) as opening,
    sum(case when month_number = $closing then mrr else 0 end) as closing
from paid_months
where month_number in ($opening, $closing)
group by account_id
having sum(case when month_number = $opening then mrr else 0 end) > 0
order by account_id
