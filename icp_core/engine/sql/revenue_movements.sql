-- One row a month with any movement or any revenue: new, expansion, contraction, churn, reactivation and the total.
-- An account without a row, or with 0, in the month after a paid one has churned; paying again later is a reactivation.
with monthly as (
    select
        account_id,
        extract(year from month) * 12 + extract(month from month) as month_number,
        cast(sum(mrr) as double) as mrr
    from revenue
    where extract(year from month) * 12 + extract(month from month) <= $last_month
    group by account_id, extract(year from month) * 12 + extract(month from month)
),
paid as (
    select
        account_id, month_number, mrr,
        lag(month_number) over (partition by account_id order by month_number) as month_before,
        lag(mrr) over (partition by account_id order by month_number) as mrr_before,
        lead(month_number) over (partition by account_id order by month_number) as month_after
    from monthly
    where mrr > 0
),
moves as (
    select
        month_number,
        mrr as total,
        case when month_before is null then mrr else 0 end as gained,
        case when month_before = month_number - 1 and mrr > mrr_before then mrr - mrr_before else 0 end as expansion,
        case when month_before = month_number - 1 and mrr < mrr_before then mrr - mrr_before else 0 end as contraction,
        0 as churn,
        case when month_before < month_number - 1 then mrr else 0 end as reactivation
    from paid
    union all
    select month_number + 1, 0, 0, 0, 0, -mrr, 0
    from paid
    where month_number < $last_month and (month_after is null or month_after > month_number + 1)
)
select
    cast(month_number as integer) as month_number,
    sum(gained) as gained,
    sum(expansion) as expansion,
    sum(contraction) as contraction,
    sum(churn) as churn,
    sum(reactivation) as reactivation,
    sum(total) as total
from moves
group by month_number
order by month_number
