"""Results that one part of a page shows: each computed when that part is first opened, and remembered."""

import pandas as pd

from icp_core.analysis import Observed
from icp_core.metrics import (
    SEGMENT,
    ArrAgreement,
    ArrMovements,
    ChurnDefinitions,
    CohortMeasure,
    Cohorts,
    Company,
    Concentration,
    DealsAgainstRevenue,
    LifetimeValue,
    NewLogoContracts,
    RetentionGroups,
    Spells,
    ValueByGroup,
    ValueTerms,
    banded,
    left_out_of_retention,
    lifetime_value,
    value_by_group,
)
from icp_core.metrics import arr_agreement as agreement_of
from icp_core.metrics import arr_movements as movements_of
from icp_core.metrics import churn_definitions as definitions_of
from icp_core.metrics import cohort_accounts as accounts_of_cohort
from icp_core.metrics import cohorts as cohorts_of
from icp_core.metrics import concentration as concentration_of
from icp_core.metrics import deals_against_revenue as deals_and_revenue_of
from icp_core.metrics import new_logo_contracts as contracts_of
from icp_core.metrics import retention_groups as groups_of
from icp_core.metrics import spells as spells_of
from icp_core.results import column_words
from pages.ui import cached
from pages.ui.work import Work


def cohorts(work: Work, observed: Observed, measure: CohortMeasure) -> Cohorts:
    """What is left of each start quarter."""
    return cached.measured(work, "cohorts", lambda: cohorts_of(work.data, observed.accounts, measure=measure), measure)


def cohort_accounts(work: Work, observed: Observed, measure: CohortMeasure, cohort: str, age: int) -> pd.DataFrame:
    """The accounts behind one cell, as a table."""
    return cached.measured(
        work,
        "cohort_accounts",
        lambda: accounts_of_cohort(work.data, observed.accounts, cohort=cohort, age=age, measure=measure),
        (measure, cohort, age),
    )


def churn_definitions(work: Work, observed: Observed) -> ChurnDefinitions:
    """Who has left, by flag, date and silence."""
    return cached.measured(work, "churn_definitions", lambda: definitions_of(work.data, observed.accounts))


def spells(work: Work, observed: Observed) -> Spells:
    """Who left and came back."""
    return cached.measured(work, "spells", lambda: spells_of(work.data, observed.accounts))


def spells_of_the_returned(found: Spells) -> pd.DataFrame:
    """The spells of those who came back at least once."""
    return found.frame[found.frame["account_id"].isin(found.returned)]


def retention_groups(work: Work, observed: Observed) -> dict[str, RetentionGroups]:
    """How long the groups of every column stay; the segments, made from the outcome, are not tested."""

    def compare() -> dict[str, RetentionGroups]:
        found = groups_of(observed.accounts)
        labels = company(work, observed).column_of_accounts(SEGMENT)
        segments = () if labels is None else groups_of(observed.accounts, {SEGMENT: labels}, from_outcome=True)
        return {one.column: one for one in (*found, *segments)}

    return cached.measured(work, "retention_groups", compare)


def left_out_of_groups(work: Work, observed: Observed) -> str:
    """Which columns are in no comparison of who stays, and why."""
    return cached.measured(work, "left_out_of_groups", lambda: left_out_of_retention(observed.accounts))


def arr_movements(work: Work) -> ArrMovements:
    """What made ARR rise or fall."""
    return cached.measured(work, "arr_movements", lambda: movements_of(work.data))


def arr_agreement(work: Work, observed: Observed) -> ArrAgreement:
    """The ARR of the accounts against that of the months."""
    return cached.measured(work, "arr_agreement", lambda: agreement_of(work.data, observed.accounts))


def deals_against_revenue(work: Work, observed: Observed) -> DealsAgainstRevenue:
    """Deals won against revenue, account by account."""
    return cached.measured(
        work, "deals_against_revenue", lambda: deals_and_revenue_of(work.data, observed.accounts, observed.deals)
    )


def accounts_of_state(found: DealsAgainstRevenue, state: str) -> pd.DataFrame:
    """The accounts of one state of deals against revenue."""
    return found.accounts[found.accounts["state"] == state]


def concentration(work: Work, observed: Observed) -> Concentration:
    """How ARR is spread over the accounts."""
    return cached.measured(work, "concentration", lambda: concentration_of(observed.accounts))


def new_contracts(work: Work, observed: Observed) -> NewLogoContracts:
    """What the first contracts of new customers are worth."""
    return cached.measured(work, "new_contracts", lambda: contracts_of(observed.deals))


def value(work: Work, observed: Observed) -> LifetimeValue:
    """What a customer is worth, discounted as people set it."""
    accounts, terms = observed.accounts, terms_of(work)
    return cached.measured(work, "value", lambda: lifetime_value(accounts, accounts.frame, terms=terms), terms)


def value_of_groups(work: Work, observed: Observed, column: str) -> ValueByGroup:
    """The same by the groups of one column."""
    terms, found = terms_of(work), company(work, observed).column_of_accounts(column)
    if found is None:
        return ValueByGroup((), 0.0, f"no account has a {column_words(column)}")
    return cached.measured(
        work, "value_of_groups", lambda: value_by_group(observed.accounts, banded(found), terms=terms), (terms, column)
    )


def terms_of(work: Work) -> ValueTerms:
    """What people set for the value of a customer."""
    settings = work.workspace.settings
    return ValueTerms(gross_margin=settings.gross_margin, discount=settings.discount)


def company(work: Work, observed: Observed) -> Company:
    """Everything that a metric can be broken down from; lifetime value as on the other pages, not discounted."""
    labels = observed.segments.labels
    known = labels if labels.notna().any() else None
    terms = ValueTerms(gross_margin=work.workspace.settings.gross_margin)
    return Company(work.data, observed.accounts, observed.deals, known, terms)
