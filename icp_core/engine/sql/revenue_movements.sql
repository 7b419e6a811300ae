-- One row a month with revenue, in whole cents of ARR, which add up exactly: what is paid and by how many accounts, and for
-- each movement its sum, the sum of its squares and the accounts behind it. An account without a row, or with 0, in the
-- month after a paid one has churned in that next month: `churn` stands in the row of the last paid month. Paying again
-- later is a reactivation.
with paid as (
    select
        month_number,
        cast(round(mrr * 1200) as bigint) as cents,
        case when month_before = month_number - 1 then cast(round(mrr_before * 1200) as bigint) else 0 end as cents_before,
        case
            when month_after = month_number + 1 and month_after <= $last_month then cast(round(mrr_after * 1200) as bigint)
            else 0
        end as cents_after,
        first_cents
    from paid_months
    where month_number <= $last_month
),
moves as (
    select
        month_number, cents,
        case when month_number = first_cents then cents else 0 end as gained,
        case when cents_before > 0 and cents > cents_before then cents - cents_before else 0 end as expansion,
        case when cents_before > 0 and cents < cents_before then cents - cents_before else 0 end as contraction,
        case when cents_after > 0 then 0 else -cents end as churn,
        case when cents_before = 0 and month_number > first_cents then cents else 0 end as reactivation
    from paid
    where cents > 0
)
select
    cast(month_number as integer) as month_number,
    cast(sum(cents) as bigint) as cents_arr,
    cast(count(*) as integer) as accounts_arr,
    cast(sum(gained) as bigint) as cents_gained,
    sum(cast(gained as double) * cast(gained as double)) as squares_gained,
    cast(sum(case when gained <> 0 then 1 else 0 end) as integer) as accounts_gained,
    cast(sum(expansion) as bigint) as cents_expansion,
    sum(cast(expansion as double) * cast(expansion as double)) as squares_expansion,
    cast(sum(case when expansion <> 0 then 1 else 0 end) as integer) as accounts_expansion,
    cast(sum(contraction) as bigint) as cents_contraction,
    sum(cast(contraction as double) * cast(contraction as double)) as squares_contraction,
    cast(sum(case when contraction <> 0 then 1 else 0 end) as integer) as accounts_contraction,
    cast(sum(churn) as bigint) as cents_churn,
    sum(cast(churn as double) * cast(churn as double)) as squares_churn,
    cast(sum(case when churn <> 0 then 1 else 0 end) as integer) as accounts_churn,
    cast(sum(reactivation) as bigint) as cents_reactivation,
    sum(cast(reactivation as double) * cast(reactivation as double)) as squares_reactivation,
    cast(sum(case when reactivation <> 0 then 1 else 0 end) as integer) as accounts_reactivation
from moves
group by month_number
order by month_number
