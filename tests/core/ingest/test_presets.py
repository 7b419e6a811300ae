import pytest

from icp_core.ingest import guess_table
from icp_core.ingest.matching.aliases import aliases_of
from icp_core.ingest.matching.mapping import column_map
from icp_core.ingest.matching.products import recognised
from tests.core.ingest.exports import EXPORTS, Export
from tests.core.ingest.files import raw

SURE_AT_SIGHT = 0.9


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_the_export_of_a_known_product_is_mapped_at_first_sight(tmp_path, export: Export) -> None:
    table = raw(tmp_path, export.content)
    guess, confidence = guess_table(table)
    decided = column_map(table, guess)
    assert guess == export.table
    assert confidence >= (SURE_AT_SIGHT if export.product else 0.5)
    assert decided.columns == export.columns
    assert decided.helpers == export.helpers
    assert decided.tells == export.tells
    assert (decided.product.name if decided.product else "") == export.product


@pytest.mark.parametrize("export", [export for export in EXPORTS if export.product], ids=lambda export: export.name)
def test_headers_in_capitals_or_another_order_are_the_same_product(tmp_path, export: Export) -> None:
    header = export.content.splitlines()[0].split(",")
    assert recognised([name.upper() for name in reversed(header)]) == recognised(header)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_no_header_is_on_two_columns_and_every_header_has_its_guess(tmp_path, export: Export) -> None:
    table = raw(tmp_path, export.content)
    guesses = column_map(table, export.table).guesses
    mapped = [guess.canonical for guess in guesses if guess.canonical]
    assert [guess.header for guess in guesses] == list(table.header)
    assert len(mapped) == len(set(mapped))
    assert all(guess.why for guess in guesses)


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("Lead Score", "customers"),
        ("Status Date", "customers"),
        ("Owner Email", "deals"),
        ("Close Reason", "deals"),
        ("Amount Due", "deals"),
        ("Last Activity By", "deals"),
        ("Deal Score", "deals"),
        ("Expected Close Date", "deals"),
        ("Created By", "deals"),
        ("Churn Probability", "customers"),
        ("Account Owner", "customers"),
        ("Employee ID", "customers"),
        ("Country Code", "customers"),
        ("Number of Deals", "spend"),
    ],
)
def test_a_header_that_is_nearly_another_name_but_means_something_else_is_on_nothing(header: str, table: str) -> None:
    assert aliases_of(header, table) == ()


@pytest.mark.parametrize(
    ("header", "canonical"),
    [
        ("Number of Employes", "employees"),
        ("Industy", "industry"),
        ("Custmer ID", "account_id"),
        ("Annual Revenu", "annual_revenue"),
        ("Acount Name", "name"),
        ("Web Technologie", "technologies"),
        ("custommer_id", "account_id"),
    ],
)
def test_a_typing_error_is_forgiven_with_less_confidence(header: str, canonical: str) -> None:
    alias = aliases_of(header, "customers")[0]
    assert alias.canonical == canonical
    assert alias.confidence < 0.85


def test_a_column_of_ones_own_is_mapped_beside_those_of_the_product(tmp_path) -> None:
    content = "ID,NAME,OWNERID,BILLINGSTREET,CHURN_DATE__C,HQ_COUNTRY__C\n1,Acme,u,Main St,2024-01-02,US\n"
    decided = column_map(raw(tmp_path, content), "customers")
    assert decided.columns["churn_date"] == "CHURN_DATE__C"
    assert decided.columns["country"] == "HQ_COUNTRY__C"
    assert all(guess.confidence < 1 for guess in decided.guesses if guess.header.endswith("__C"))
