"""Results about deals and their cost that one part of a page shows: each computed when that part is first opened."""

from icp_core.analysis import Observed
from icp_core.metrics import (
    Breakdown,
    CostByPeriod,
    Deals,
    GoneDark,
    LossReasons,
    QuarterEnd,
    SalesCycle,
    SpendDefect,
    Target,
    TargetCoverage,
    Velocity,
    WinCohorts,
    cycle_months,
    dark_deals,
    left_out_of_breakdowns,
    new_logos,
)
from icp_core.metrics import breakdowns as breakdowns_of
from icp_core.metrics import cost_by_period as cost_of_quarters
from icp_core.metrics import cycle_with_open as cycle_of
from icp_core.metrics import loss_reasons as reasons_of
from icp_core.metrics import metrics_to_break_down as metrics_of
from icp_core.metrics import pipeline_coverage as coverage_of
from icp_core.metrics import quarter_end as quarter_end_of
from icp_core.metrics import sales_velocity as velocity_of
from icp_core.metrics import spend_defects as defects_of
from icp_core.metrics import win_cohorts as cohorts_of
from pages.ui import cached, measured
from pages.ui.work import Work


def win_cohorts(work: Work, observed: Observed) -> WinCohorts:
    """Which share of each quarter's new deals is won."""
    return cached.measured(work, "win_cohorts", lambda: cohorts_of(observed.deals))


def sales_cycle(work: Work, observed: Observed) -> SalesCycle:
    """How long a sale takes, with and without the deals still open."""
    return cached.measured(work, "sales_cycle", lambda: cycle_of(observed.deals))


def velocity(work: Work, observed: Observed) -> Velocity:
    """What the pipeline brings a day, and which lever changed it."""
    return cached.measured(work, "velocity", lambda: velocity_of(observed.deals))


def coverage(work: Work, deals: Deals, target: Target) -> TargetCoverage:
    """Whether there is enough pipeline for the target."""
    return cached.measured(work, "coverage", lambda: coverage_of(deals, target), target)


def gone_dark(work: Work, deals: Deals) -> GoneDark:
    """Which open deals look lost without being called so."""
    return cached.measured(work, "gone_dark", lambda: dark_deals(deals))


def loss_reasons(work: Work, observed: Observed) -> LossReasons:
    """Why deals are lost."""
    return cached.measured(work, "loss_reasons", lambda: reasons_of(observed.deals))


def quarter_end(work: Work, observed: Observed) -> QuarterEnd:
    """Whether wins pile up at the end of a quarter."""
    return cached.measured(work, "quarter_end", lambda: quarter_end_of(observed.deals))


def cost_by_period(work: Work, observed: Observed) -> CostByPeriod:
    """What a new customer cost in each quarter."""
    accounts, deals = observed.accounts, observed.deals
    return cached.measured(
        work,
        "cost_by_period",
        lambda: cost_of_quarters(work.data, new_logos(accounts, deals), shift=cycle_months(deals)),
    )


def spend_defects(work: Work) -> tuple[SpendDefect, ...]:
    """What is wrong with the months of the spend file."""
    return cached.measured(work, "spend_defects", lambda: defects_of(work.data))


def metrics_to_compare(work: Work, observed: Observed) -> tuple[str, ...]:
    """The metrics that some column breaks down into groups."""
    return cached.measured(work, "metrics_to_compare", lambda: metrics_of(measured.company(work, observed)))


def breakdowns(work: Work, observed: Observed, metric: str) -> tuple[Breakdown, ...]:
    """One metric by every column, all of them taken into account together."""
    return cached.measured(work, "breakdowns", lambda: breakdowns_of(measured.company(work, observed), metric), metric)


def left_out(work: Work, observed: Observed, metric: str) -> str:
    """Which columns do not break a metric down because they only repeat who left."""
    company = measured.company(work, observed)
    return cached.measured(work, "left_out", lambda: left_out_of_breakdowns(company, metric), metric)
