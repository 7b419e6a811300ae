-- One row an account live in the month $opening: what it paid then, and in the month $closing.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        sum(mrr) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) in ($opening, $closing)
    group by account_id, extract(year from month) * 12 + extract(month from month)
)
select
    account_id,
    sum(case when month_number = $opening then mrr else 0 end) as opening,
    greatest(sum(case when month_number = $closing then mrr else 0 end), 0) as closing
from monthly
group by account_id
having sum(case when month_number = $opening then mrr else 0 end) > 0
order by account_id
