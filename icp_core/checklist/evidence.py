"""Asks the files about every symptom."""

from collections.abc import Callable

from icp_core.checklist import (
    evidence_customers,
    evidence_leaders,
    evidence_marketing,
    evidence_product,
    evidence_sales,
)
from icp_core.checklist.measured import Measured
from icp_core.checklist.symptoms import SYMPTOMS
from icp_core.checklist.verdicts import Evidence

QUESTIONS: dict[str, Callable[[Measured], Evidence]] = {
    question.__name__: question
    for question in (
        evidence_sales.new_logos_falling,
        evidence_sales.cycle_lengthening,
        evidence_sales.win_rate_falling,
        evidence_sales.cac_rising,
        evidence_sales.quarter_end_rush,
        evidence_product.releases_slip,
        evidence_product.promise_gap,
        evidence_marketing.few_references,
        evidence_marketing.launches_fall_flat,
        evidence_marketing.leads_up_quality_flat,
        evidence_customers.onboarding_harder,
        evidence_customers.gross_churn_rising,
        evidence_customers.nrr_below_100,
        evidence_customers.satisfaction_falling,
        evidence_customers.cs_outgrows_revenue,
        evidence_leaders.no_shared_icp,
        evidence_leaders.icp_stale,
    )
}


def evidence_for(measured: Measured) -> dict[str, Evidence]:
    """Ask the files about every symptom, the extended ones too.

    Returns:
        One answer a symptom, in the order of ``SYMPTOMS``; those that no file can answer say "people only".
    """
    return {
        symptom.id: Evidence(symptom.id, "people only", None, "No file can answer this; ask the people.")
        if symptom.people_only
        else QUESTIONS[symptom.id](measured)
        for symptom in SYMPTOMS
    }
