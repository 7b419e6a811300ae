"""The whole product on data that no one of this project wrote, against independently computed truths (``truth.json``)."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from icp_core.analysis import DriftSummary, assess, compare, observe, summarize
from icp_core.ingest import Source, import_files
from icp_core.workspace import Settings, Workspace

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
SETS: dict[str, dict[str, str]] = {
    "ibm_telco": {"customers": "Telco-Customer-Churn.csv"},
    "maven_crm_sales": {"customers": "accounts.csv", "deals": "sales_pipeline.csv"},
    "saas_analytics_adi": {
        "customers": "customers.csv",
        "revenue": "subscriptions.csv",
        "usage": "monthly_activity.csv",
        "spend": "marketing_spend.csv",
    },
}

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="../shared is absent: the public sets are not part of the project"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("datasets")


@lru_cache
def analysed(name: str, folder: Path) -> DriftSummary:
    sources = [Source(table, DATA / name / file, file) for table, file in SETS[name].items()]
    imported = import_files(sources, folder)
    workspace = Workspace(id="w", name="w", settings=Settings())
    observed = observe(imported.data, workspace.settings)
    comparison = compare(observed, None)
    return summarize(workspace, observed, comparison, assess(workspace, observed, comparison), imported)


def truth(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / name / "truth.json").read_text("utf-8"))
    return document


def said(summary: DriftSummary) -> str:
    return " ".join(
        [
            *(finding.sentence for finding in summary.findings),
            *(note for table in summary.tables.values() for note in table.notes),
        ]
    )


class TestTelco:
    """Customers with tenure and no dates."""

    @pytest.fixture
    def summary(self, folder: Path) -> DriftSummary:
        return analysed("ibm_telco", folder)

    def test_no_row_is_lost_and_eleven_blank_totals_stay_unknown(self, summary: DriftSummary) -> None:
        assert (summary.tables["customers"].rows_read, summary.tables["customers"].rows_kept) == (7043, 7043)
        assert not [issue for issue in summary.issues if issue.severity == "rejected"]

    def test_retention_is_the_published_curve(self, summary: DriftSummary) -> None:
        expected = truth("ibm_telco")
        assert summary.metrics["retention_12m"].value == pytest.approx(expected["km_all"]["S(12)"][0], abs=1e-6)
        by = summary.metrics["retention_12m"].by["Contract"]
        assert by["Month-to-month"].value == pytest.approx(0.703097, abs=1e-6)
        assert by["One year"].value == pytest.approx(0.990808, abs=1e-6)
        assert by["Month-to-month"].n == 3875

    def test_live_revenue_is_what_is_billed_to_those_who_stayed(self, summary: DriftSummary) -> None:
        expected = truth("ibm_telco")
        assert summary.metrics["mrr"].value == pytest.approx(expected["mrr_total"] - expected["mrr_lost"], abs=0.01)

    def test_contract_is_a_trait_and_gender_and_phone_service_are_not(self, summary: DriftSummary) -> None:
        columns = {part.column for trait in summary.traits.items for part in trait.rule}
        assert summary.traits.found
        assert "Contract" in columns
        assert not {"gender", "PhoneService"} & columns

    def test_drift_is_refused_because_there_are_no_dates(self, summary: DriftSummary) -> None:
        assert summary.as_of is None
        assert summary.drift.verdict == "not enough data"
        assert summary.drift.index.value is None
        assert summary.metrics["win_rate"].value is None
        assert summary.metrics["nrr"].value is None


class TestMaven:
    """Accounts and deals joined by name; no revenue, no churn."""

    @pytest.fixture
    def summary(self, folder: Path) -> DriftSummary:
        return analysed("maven_crm_sales", folder)

    def test_win_rate_leaves_open_deals_out(self, summary: DriftSummary) -> None:
        estimate = summary.metrics["win_rate"]
        assert estimate.value == pytest.approx(0.631501, abs=1e-6)
        assert estimate.n == 6711

    def test_win_rate_by_sector_is_the_truth_and_sectors_are_as_they_are_spelled(self, summary: DriftSummary) -> None:
        by = summary.metrics["win_rate"].by["industry"]
        for sector, expected in truth("maven_crm_sales")["win_rate_by_sector"].items():
            assert by[sector].value == pytest.approx(expected["rate"], abs=1e-4), sector
            assert by[sector].n == expected["n"]

    def test_deal_values_and_cycle_are_those_of_won_deals(self, summary: DriftSummary) -> None:
        assert summary.metrics["sales_cycle_days"].value == pytest.approx(57)

    def test_open_deals_without_account_are_counted_and_said(self, summary: DriftSummary) -> None:
        assert "1,425" in said(summary)

    def test_no_sector_is_named_as_better(self, summary: DriftSummary) -> None:
        assert not summary.traits.found
        assert not summary.segments.found

    def test_retention_and_revenue_are_refused_with_the_reason(self, summary: DriftSummary) -> None:
        for name in ("retention_12m", "nrr", "grr", "cac"):
            assert summary.metrics[name].value is None
            assert summary.metrics[name].why

    def test_the_first_quarter_is_incomplete_and_no_trend_is_claimed(self, summary: DriftSummary) -> None:
        first = next(period for period in summary.periods if period.period == "2017Q1")
        assert not first.complete
        assert summary.drift.verdict in ("not enough data", "cannot tell yet")


class TestSaas:
    """Customers, paid periods, activity and spend."""

    @pytest.fixture
    def summary(self, folder: Path) -> DriftSummary:
        return analysed("saas_analytics_adi", folder)

    def test_cost_of_acquisition_by_channel_is_what_the_author_printed(self, summary: DriftSummary) -> None:
        cac = summary.metrics["cac"]
        assert cac.value == pytest.approx(121.422, abs=0.001)
        assert cac.by["source"]["Organic"].value == pytest.approx(25.86, abs=0.005)
        assert cac.by["source"]["Paid Search"].value == pytest.approx(235.33, abs=0.005)

    @pytest.mark.parametrize(("plan", "share"), [("Enterprise", 0.750207), ("Pro", 0.628004), ("Starter", 0.49292)])
    def test_retention_by_plan(self, summary: DriftSummary, plan: str, share: float) -> None:
        assert summary.metrics["retention_12m"].by["plan_type"][plan].value == pytest.approx(share, abs=1e-6)

    def test_net_and_gross_retention_of_the_last_year(self, summary: DriftSummary) -> None:
        expected = truth("saas_analytics_adi")["nrr_12m"]["2024-12"]
        assert summary.metrics["nrr"].value == pytest.approx(expected["nrr"], abs=1e-6)
        assert summary.metrics["grr"].value == pytest.approx(expected["grr"], abs=1e-6)
        assert summary.metrics["nrr"].n == expected["base_customers"]

    def test_plan_is_a_trait_and_channel_and_country_are_not(self, summary: DriftSummary) -> None:
        columns = {part.column for trait in summary.traits.items for part in trait.rule}
        assert not {"source", "country"} & columns

    def test_the_day_with_376_sign_ups_is_called_a_spike(self, summary: DriftSummary) -> None:
        text = said(summary)
        assert "2024-12-30" in text
        assert "376" in text

    def test_more_customers_than_leads_is_called_a_problem_of_the_data(self, summary: DriftSummary) -> None:
        assert "Organic" in said(summary)
        assert "590" in said(summary)


def test_maven_does_not_promise_a_win_rate_by_value_that_lost_deals_cannot_give(folder: Path) -> None:
    """Lost deals carry the value 0 there: the column exists, the answer does not."""
    summary = analysed("maven_crm_sales", folder)
    assert summary.metrics["win_rate_by_value"].value is None
    assert any("value" in finding.title.lower() for finding in summary.findings if finding.kind == "unknown")
