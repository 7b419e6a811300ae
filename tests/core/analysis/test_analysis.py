"""Observe, compare, assess, summarize: what depends on what, and that the sentences follow from the figures."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from icp_core.analysis import Comparison, DriftSummary, Observed, assess, compare, observe, summarize
from icp_core.checklist import Answer
from icp_core.ingest import Imported, Source, import_files
from icp_core.profile import IcpProfile, profile_from_text
from icp_core.sample import write_company
from icp_core.workspace import Event, Settings, Workspace

TABLES = ("customers", "deals", "revenue", "spend", "feedback", "events")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, seed=7, accounts=400)
    return folder


@pytest.fixture(scope="module")
def imported(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Imported:
    sources = [Source(table, company / f"{table}.csv", f"{table}.csv") for table in TABLES]
    return import_files(sources, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def profile(company: Path) -> IcpProfile:
    return profile_from_text((company / "icp.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def observed(imported: Imported) -> Observed:
    return observe(imported.data, Settings())


@pytest.fixture(scope="module")
def comparison(observed: Observed, profile: IcpProfile) -> Comparison:
    return compare(observed, profile)


def summary_of(workspace: Workspace, observed: Observed, comparison: Comparison, imported: Imported) -> DriftSummary:
    return summarize(workspace, observed, comparison, assess(workspace, observed, comparison), imported)


def flat(part: object, place: str = "") -> dict[str, object]:
    """Every leaf of a document under its path."""
    if isinstance(part, dict):
        return {k: v for key, value in part.items() for k, v in flat(value, f"{place}/{key}").items()}
    if isinstance(part, list):
        return {k: v for key, value in enumerate(part) for k, v in flat(value, f"{place}/{key}").items()}
    return {place: part}


def test_the_same_data_give_the_same_document_twice(
    imported: Imported, observed: Observed, comparison: Comparison, profile: IcpProfile
) -> None:
    workspace = Workspace(id="w", name="w", profiles=(profile,))
    again = observe(imported.data, Settings())
    first = flat(summary_of(workspace, observed, comparison, imported).model_dump(mode="json"))
    second = flat(summary_of(workspace, again, compare(again, profile), imported).model_dump(mode="json"))
    assert list(second) == list(first)
    for place, value in first.items():  # sums of many numbers differ in the last bit: threads add them in turn
        assert second[place] == (pytest.approx(value, rel=1e-9) if isinstance(value, float) else value), place


def test_without_an_icp_the_fit_is_unknown_for_that_reason_and_the_first_action_is_to_declare_one(
    imported: Imported, observed: Observed
) -> None:
    summary = summary_of(Workspace(id="w", name="w"), observed, compare(observed, None), imported)
    assert summary.fit.coverage_customers.value is None
    assert summary.fit.coverage_customers.why == "no ICP is declared"
    assert summary.actions[0].sentence.startswith("Declare the ICP")


def test_an_icp_without_criteria_counts_as_none(observed: Observed) -> None:
    assert compare(observed, IcpProfile(name="Empty")).alignment is None


def test_every_account_has_one_row_with_a_ring_and_reasons(observed: Observed, comparison: Comparison) -> None:
    rows = comparison.account_rows(observed)
    assert list(rows) == ["account_id", "segment", "fit", "ring", "known_share", "reasons"]
    assert rows["account_id"].is_unique
    assert len(rows) == len(observed.accounts.frame)
    assert set(rows["ring"]) <= {"bullseye", "inner", "outer", "outside", "unclassified"}


def test_the_rings_hold_every_account_once(comparison: Comparison, observed: Observed) -> None:
    assert comparison.alignment is not None
    assert sum(row.n for row in comparison.alignment.rings) == len(observed.accounts.frame)


def test_answers_change_the_checklist_and_nothing_else(
    imported: Imported, observed: Observed, comparison: Comparison, profile: IcpProfile
) -> None:
    silent = Workspace(id="w", name="w", profiles=(profile,))
    said = silent.model_copy(
        update={"answers": (Answer(symptom="win_rate_falling", function="Sales", person="A", answer=0),)}
    )
    before = summary_of(silent, observed, comparison, imported)
    after = summary_of(said, observed, comparison, imported)
    assert after.checklist.symptoms["win_rate_falling"].answers.median == 0
    parts = {"metrics", "segments", "traits", "fit", "drift", "periods"}
    assert before.model_dump(include=parts) == after.model_dump(include=parts)


def test_events_of_the_file_and_of_the_workspace_stand_side_by_side(
    imported: Imported, observed: Observed, comparison: Comparison
) -> None:
    own = Event(date=date(2026, 1, 1), title="New pricing", force="company")
    summary = summary_of(Workspace(id="w", name="w", events=(own,)), observed, comparison, imported)
    assert own in summary.events
    assert len(summary.events) == 1 + len(imported.data.frame("events"))


def test_a_change_of_the_icp_leaves_what_was_observed_alone(observed: Observed, profile: IcpProfile) -> None:
    """The design keeps the groups blind to the ICP: comparing must not touch a frame of the observation."""
    before = observed.accounts.frame.copy(deep=True)
    compare(observed, profile)
    pd.testing.assert_frame_equal(observed.accounts.frame, before)


def test_a_finding_that_a_figure_is_unknown_agrees_with_the_figures(tmp_path: Path) -> None:
    """Of a customers file without churn, 85 customers were counted and 'Customers cannot be answered' was said."""
    customers = pd.DataFrame(
        {"account": [f"Company {i}" for i in range(85)], "industry": ["a", "b", "c", "d", "e"] * 17}
    )
    customers.to_csv(tmp_path / "customers.csv", index=False)
    imported = import_files([Source("customers", tmp_path / "customers.csv", "customers.csv")], tmp_path / "data")
    observed = observe(imported.data, Settings())
    summary = summary_of(Workspace(id="w", name="w"), observed, compare(observed, None), imported)
    unknown = {finding.title: finding.sentence for finding in summary.findings if finding.kind == "unknown"}
    for metric in summary.metrics.values():
        assert (f"{metric.title} cannot be answered" in unknown) == (metric.value is None), metric.title
    assert "churn date" in unknown["Logo churn cannot be answered"]
    titles = {finding.kind: finding.title for finding in summary.findings}
    assert titles["segments"] == "The customers could not be grouped"
    assert titles["traits"] == "Shared traits were not searched"


def test_how_accounts_and_deals_were_counted_is_told(company: Path, tmp_path: Path, profile: IcpProfile) -> None:
    sources = [Source(table, company / f"{table}.csv", f"{table}.csv") for table in ("customers", "deals")]
    imported = import_files(sources, tmp_path, as_of=date(2025, 3, 31))
    observed = observe(imported.data, Settings())
    summary = summary_of(Workspace(id="w", name="w"), observed, compare(observed, profile), imported)
    told = " ".join(finding.sentence for finding in summary.findings)
    for note in (*observed.accounts.notes, *(observed.deals.notes if observed.deals else ())):
        assert note[1:] in told
    assert "accounts start after the last day of the data, left out." in told


def test_the_suggested_icp_is_not_held_against_a_declared_one_that_does_not_exist(
    imported: Imported, observed: Observed, profile: IcpProfile
) -> None:
    without = summary_of(Workspace(id="w", name="w"), observed, compare(observed, None), imported)
    assert not any("the declared ICP against the suggested" in action.sentence for action in without.actions)
    assert any(action.sentence.startswith("Start from the ICP that the data suggest") for action in without.actions)


def test_a_criterion_on_the_outcome_is_no_criterion(observed: Observed) -> None:
    """Whether an account left is known only afterwards; an ICP made of it would explain itself."""
    circular = IcpProfile.model_validate(
        {"name": "Circular", "criteria": [{"column": "left", "op": "in", "value": ["False"], "mode": "require"}]}
    )
    found = compare(observed, circular).fit
    assert found is not None
    assert found.missing_columns == ("left",)
    assert set(found.frame["ring"]) == {"unclassified"}


def test_a_metric_that_came_out_unknown_is_not_promised(observed: Observed) -> None:
    for item in observed.capabilities:
        measure = observed.metrics.get(item.metric)
        assert measure is None or measure.estimate.known or not item.can, item.metric
