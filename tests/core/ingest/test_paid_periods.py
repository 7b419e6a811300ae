"""Paid periods in a revenue file: known by the headers of six languages, and told apart from lists of customers."""

from datetime import date

import pytest

from icp_core.errors import UserError
from icp_core.ingest import Imported, Source, guess_table, import_files
from icp_core.ingest.matching.mapping import column_map
from icp_core.ingest.reading.layout import find_header
from icp_core.ingest.rows.intervals import header_months
from tests.core.ingest.files import imported, raw, written
from tests.core.ingest.workbook_files import workbook

PERIODS = """K1;01.02.2024;31.01.2025;1.234,56 €
K1;01.02.2025;31.01.2026;1.334,56 €
K2;15.03.2024;;900,00 €
K3;01.06.2024;31.05.2025;2.000,00 €
"""
MONTHS = [date(2025, month, 1) for month in range(1, 7)]


def taken(folder, content: str | bytes, *, name: str = "export.csv", **mapping: str) -> Imported:
    return import_files([Source(None, written(folder, content, name), name, mapping)], folder / "data")


def periods(result: Imported) -> list[tuple[object, str, float]]:
    rows = result.data.frame("subscriptions")
    return [(row.account_id, f"{row.start_date:%Y-%m-%d}", round(row.mrr, 2)) for row in rows.itertuples()]


@pytest.mark.parametrize(
    "header",
    [
        "Customer number;Start date;End date;Monthly amount",
        "Customer number;Contract start;Contract end;MRR",
        "Kundennummer;Vertragsbeginn;Vertragsende;Monatsbetrag netto",
        "Kundennummer;Startdatum;Enddatum;MRR",
        "Kunden-Nr.;Laufzeitbeginn;Laufzeitende;Monatliche Rate",
        "Numéro client;Début du contrat;Fin du contrat;Mensualité HT",
        "Número de cliente;Inicio del contrato;Fin del contrato;Cuota mensual",
        "Codice cliente;Data inizio;Data fine;Canone mensile",
        "Klantnummer;Begindatum;Einddatum;Maandbedrag",
        "Código do cliente;Início do contrato;Fim do contrato;Mensalidade",
    ],
)
def test_a_billing_file_with_starts_and_ends_is_paid_periods_by_the_month(tmp_path, header: str) -> None:
    result = taken(tmp_path, f"{header}\n{PERIODS}")
    assert list(result.reports) == ["revenue"]
    expected = [("K1", "2024-02-01", 1234.56), ("K1", "2025-02-01", 1334.56)]
    assert periods(result) == [*expected, ("K2", "2024-03-15", 900.0), ("K3", "2024-06-01", 2000.0)]
    assert "interval" not in [question.id for question in result.questions]


@pytest.mark.parametrize(
    "amount", ["Jahresbetrag netto", "Montant annuel", "Importe anual", "Canone annuo", "Jaarbedrag"]
)
def test_a_yearly_amount_of_a_period_counts_a_twelfth_a_month(tmp_path, amount: str) -> None:
    result = taken(tmp_path, f"Kundennummer;Startdatum;Enddatum;{amount}\n{PERIODS}")
    assert [mrr for *_, mrr in periods(result)] == [102.88, 111.21, 75.0, 166.67]


def test_one_period_a_customer_is_still_revenue_where_nothing_describes_the_customer(tmp_path) -> None:
    rows = "\n".join(PERIODS.splitlines()[1:])
    result = taken(tmp_path, f"Kundennummer;Vertragsbeginn;Vertragsende;Monatsbetrag netto\n{rows}\n")
    assert list(result.reports) == ["revenue"]


@pytest.mark.parametrize(
    "content",
    [
        "Kundennummer;Firma;Branche;Mitarbeiter;Vertragsbeginn;MRR\nK1;Ad;IT;5;01.02.2024;10\nK2;Bo;IT;7;01.03.2024;20\n",
        "Kundennummer;Land;Vertragsbeginn;Vertragsende;Monatsbetrag\nK1;DE;01.02.2024;;10\nK2;AT;01.03.2024;01.05.2025;9\n",
        "Kundennummer;Vertragsbeginn;Kündigungsdatum;Monatsbetrag\nK1;01.02.2024;;10\nK2;01.03.2024;01.05.2025;9\n",
        "Numéro client;Pays;Début du contrat;Mensualité\nK1;FR;01.02.2024;10\nK2;BE;01.03.2024;9\n",
    ],
)
def test_a_list_of_customers_with_the_days_of_their_contracts_stays_one(tmp_path, content: str) -> None:
    table, confidence = guess_table(raw(tmp_path, content))
    assert (table, confidence >= 0.35) == ("customers", True)


def test_days_of_the_contract_beside_a_month_do_not_make_periods_of_monthly_rows(tmp_path) -> None:
    content = "Kundennummer;Monat;Vertragsbeginn;Vertragsende;MRR\n"
    content += "".join(f"K1;{month:02d}/2024;01.01.2024;31.12.2025;10\n" for month in range(1, 5))
    result = imported(tmp_path, revenue=content)
    assert "subscriptions" not in result.data.tables
    assert result.data.frame("revenue")["mrr"].tolist() == [10.0] * 4


def test_what_a_person_maps_decides_between_months_and_periods(tmp_path) -> None:
    table = raw(tmp_path, "Kunde;Datum;Von;Betrag\nK1;01.02.2024;01.01.2024;5\nK1;01.03.2024;01.01.2024;5\n")
    assert "start_date" not in column_map(table, "revenue", {"month": "Datum"}).columns
    assert "month" not in column_map(table, "revenue", {"start_date": "Von"}).columns


def test_a_start_with_a_header_that_nobody_knows_can_be_mapped(tmp_path) -> None:
    content = f"Kundennummer;Los;Schluss;MRR\n{PERIODS}"
    with pytest.raises(UserError, match=r"--map revenue\.start_date=HEADER"):
        imported(tmp_path, revenue=content)
    path = written(tmp_path, content, "los.csv")
    chosen = {"start_date": "Los", "end_date": "Schluss"}
    result = import_files([Source("revenue", path, "los.csv", chosen)], tmp_path / "data")
    assert len(periods(result)) == 4


@pytest.mark.parametrize(
    ("header", "months"), [("Monatliche Rate", 1), ("Mensualité", 1), ("Cuota mensual", 1), ("Jahresbetrag", 12)]
)
def test_the_header_of_an_amount_says_its_months_in_other_languages(header: str, months: int) -> None:
    assert header_months(header) == months


@pytest.mark.parametrize("titles", [[], ["MRR by customer"], ["MRR by customer", "EUR"]])
def test_excel_dates_below_a_title_are_the_months_of_a_wide_table(tmp_path, titles: list[str]) -> None:
    rows = [*([title] for title in titles), ["Customer", *MONTHS], *([f"Firm {n}", *[100.0 + n] * 6] for n in range(4))]
    result = taken(tmp_path, workbook({"MRR": rows}), name="wide.xlsx")
    made = result.data.frame("revenue")
    assert (len(made), sorted(set(made["mrr"]))) == (24, [100.0, 101.0, 102.0, 103.0])
    assert made["month"].dt.strftime("%Y-%m-%d").drop_duplicates().tolist() == [f"{day:%Y-%m-%d}" for day in MONTHS]


def test_a_row_of_dates_below_names_is_still_data() -> None:
    assert (
        find_header([["Customer", "", "", ""], ["Acme", "2024-01-03", "2024-03-09", "12"], ["B", "1", "2", "3"]]) == 0
    )
