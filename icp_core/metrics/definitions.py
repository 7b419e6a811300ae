"""What every metric means, in one sentence, and what it needs: shown one hover away from each number."""

from dataclasses import dataclass
from typing import Literal

from icp_core.results import Unit


@dataclass(frozen=True, slots=True)
class Definition:
    """One metric.

    Args:
        name: Canonical name in code, JSON and tables.
        title: Name on the screen.
        unit: What it is measured in.
        sentence: What it is, for a reader who has never heard of it.
        needs: Columns it is made of, as ``table.column``; alternatives are separated by ``|``, joint needs by ``+``.
        better: Whether more is better ("up"), less is better ("down"), or neither.
    """

    name: str
    title: str
    unit: Unit
    sentence: str
    needs: tuple[str, ...]
    better: Literal["up", "down", ""] = ""


_LIFETIMES = (
    "customers.start_date+customers.churn_date|customers.tenure_months+customers.churned"
    "|subscriptions.start_date|revenue.month|customers.start_date+customers.churned"
)
_CALENDAR = "customers.start_date+customers.churn_date|subscriptions.start_date|revenue.month"
_VALUE = "customers.current_arr|customers.current_mrr|revenue.mrr|subscriptions.mrr"
_HISTORY = "revenue.mrr|subscriptions.mrr"
_STARTS = "customers.start_date|subscriptions.start_date|revenue.month"

DEFINITIONS: dict[str, Definition] = {
    definition.name: definition
    for definition in (
        Definition("customers", "Customers", Unit.COUNT, "Accounts that are live today.", (_LIFETIMES,), "up"),
        Definition("arr", "ARR", Unit.MONEY, "Recurring revenue of all live accounts, a year.", (_VALUE,), "up"),
        Definition("mrr", "MRR", Unit.MONEY, "Recurring revenue of all live accounts, a month.", (_VALUE,), "up"),
        Definition(
            "acv",
            "Average contract value",
            Unit.MONEY,
            "Mean value of a won new-business deal, a year; lost deals never enter it.",
            ("deals.amount",),
            "up",
        ),
        Definition(
            "nrr",
            "Net revenue retention",
            Unit.RATIO,
            "Of each unit of recurring revenue a year ago, how much the same accounts pay now, growth included.",
            (_HISTORY,),
            "up",
        ),
        Definition(
            "grr",
            "Gross revenue retention",
            Unit.RATIO,
            "Of each unit of recurring revenue a year ago, how much the same accounts still pay, growth left out.",
            (_HISTORY,),
            "up",
        ),
        Definition(
            "gross_churn",
            "Gross revenue churn",
            Unit.RATIO,
            "Share of last year's recurring revenue that was cancelled or reduced.",
            (_HISTORY,),
            "down",
        ),
        Definition(
            "logo_churn",
            "Logo churn",
            Unit.RATIO,
            "Of the accounts live a year ago, the share that has left since.",
            (_CALENDAR,),
            "down",
        ),
        Definition(
            "retention_12m",
            "Still here after 12 months",
            Unit.RATIO,
            "Share of accounts that stay at least 12 months; young live accounts count as not yet decided.",
            (_LIFETIMES,),
            "up",
        ),
        Definition(
            "retention_24m",
            "Still here after 24 months",
            Unit.RATIO,
            "Share of accounts that stay at least 24 months; young live accounts count as not yet decided.",
            (_LIFETIMES,),
            "up",
        ),
        Definition(
            "rmst_36m",
            "Months kept out of 36",
            Unit.MONTHS,
            "Mean number of months that an account stays within its first 36.",
            (_LIFETIMES,),
            "up",
        ),
        Definition(
            "ltv",
            "Lifetime value",
            Unit.MONEY,
            "What an account brings in its first 36 months: monthly revenue x margin x months kept.",
            (_LIFETIMES, _VALUE),
            "up",
        ),
        Definition(
            "win_rate",
            "Win rate",
            Unit.RATIO,
            "Won deals over won and lost deals, of new business where the deal type tells it; open deals do not count.",
            ("deals.outcome",),
            "up",
        ),
        Definition(
            "win_rate_180d",
            "Won within 180 days",
            Unit.RATIO,
            "Share of new deals won within 180 days of creation; deals still open count as not yet decided.",
            ("deals.created_date", "deals.close_date"),
            "up",
        ),
        Definition(
            "win_rate_expansion",
            "Win rate of expansions",
            Unit.RATIO,
            "Won over won and lost deals among those whose type says expansion or renewal.",
            ("deals.outcome", "deals.deal_type"),
            "up",
        ),
        Definition(
            "win_rate_by_value",
            "Win rate by value",
            Unit.RATIO,
            "Value of won deals over the value of won and lost deals, of new business where the deal type tells it.",
            ("deals.amount",),
            "up",
        ),
        Definition(
            "sales_cycle_days",
            "Sales cycle",
            Unit.DAYS,
            "Median days from creation to close of won deals, of new business where the deal type tells it.",
            ("deals.created_date+deals.close_date",),
            "down",
        ),
        Definition(
            "sales_velocity",
            "Sales velocity",
            Unit.MONEY,
            "What the pipeline brings a day: open deals x win rate x value of a win / sales cycle.",
            ("deals.created_date+deals.close_date", "deals.amount"),
            "up",
        ),
        Definition(
            "pipeline_coverage",
            "Pipeline coverage",
            Unit.FACTOR,
            "Open pipeline due in the period over what is still to be won of its target.",
            ("deals.amount", "deals.close_date"),
            "up",
        ),
        Definition(
            "cac",
            "Cost of a new customer",
            Unit.MONEY,
            "Sales and marketing spend over the customers won with it, later by the usual sales cycle.",
            ("spend.amount", _STARTS),
            "down",
        ),
        Definition(
            "cac_payback_months",
            "CAC payback",
            Unit.MONTHS,
            "Months of gross margin of a new customer that its cost takes to come back.",
            ("spend.amount", _STARTS, _VALUE),
            "down",
        ),
        Definition(
            "ltv_cac",
            "Lifetime value to cost",
            Unit.FACTOR,
            "Lifetime value of an account over what it costs to win one.",
            ("spend.amount", _STARTS, _LIFETIMES, _VALUE),
            "up",
        ),
        Definition(
            "quick_ratio",
            "Quick ratio",
            Unit.FACTOR,
            "Recurring revenue gained in 12 months (new and expansion) over revenue lost (churn and contraction).",
            (_HISTORY,),
            "up",
        ),
        Definition(
            "discount_rate",
            "Discount",
            Unit.RATIO,
            "Discount on won deals over their list price, large deals weighing more.",
            ("deals.list_price+deals.amount|deals.discount+deals.amount",),
            "down",
        ),
        Definition(
            "gone_dark",
            "Deals gone dark",
            Unit.RATIO,
            "Open deals without activity for more than 30 days, over open deals with a known last activity.",
            ("deals.last_activity",),
            "down",
        ),
        Definition("pipeline_open", "Open pipeline", Unit.MONEY, "Value of all open deals.", ("deals.amount",), "up"),
        Definition(
            "pipeline_created",
            "Deals created",
            Unit.COUNT,
            "Deals created in the period, whatever became of them.",
            ("deals.created_date",),
            "up",
        ),
        Definition(
            "new_logos", "New customers", Unit.COUNT, "Accounts that became customers in the period.", (_STARTS,), "up"
        ),
        Definition(
            "nps",
            "NPS",
            Unit.SCORE,
            "Share of answers of 9 or 10 less the share of 0 to 6, times 100; from the last 12 months.",
            ("feedback.nps",),
            "up",
        ),
        Definition(
            "csat",
            "Satisfaction (CSAT)",
            Unit.SCORE,
            "Mean answer from 1 to 5, from the last 12 months.",
            ("feedback.csat",),
            "up",
        ),
    )
}
