"""Customers that may stand twice: found where they do, never where they do not, and decided by a person alone."""

import numpy as np
import pandas as pd
import pytest

from icp_core.ingest import Imported, Question, Source, import_files
from icp_core.ingest.accounts.clones import find_clones
from icp_core.ingest.accounts.domains import plain_domains
from icp_core.ingest.accounts.names import plain_names
from icp_core.ingest.accounts.twins import find_twins
from icp_core.ingest.accounts.typos import find_slips
from tests.core.ingest.files import SHARED, column, imported, written

CUSTOMERS = "account_id,name,domain\nA1,Acme GmbH,acme.com\nB2,Beta Inc,beta.com\nA9,ACME,www.acme.com/en\n"
REST = {
    "deals": "deal_id,account_id,stage\n1,A9,Won\n2,B2,Lost\n",
    "revenue": "account_id,month,mrr\nA1,2024-01,5\nA9,2024-01,7\nB2,2024-01,1\n",
}


def pairs(frame: pd.DataFrame) -> list[tuple[int, int]]:
    return [(twin.first, twin.later) for twin in find_twins(frame).pairs]


def named(*names: str, **columns: list[str]) -> pd.DataFrame:
    ids = pd.Series([f"id-{number}" for number in range(len(names))], dtype="str")
    return pd.DataFrame({"account_id": ids, "name": pd.Series(names, dtype="str"), **columns})


def twins_of(result: Imported) -> Question | None:
    return next((question for question in result.questions if question.id == "twins"), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme GmbH", "ACME"),
        ("Müller & Söhne KG", "Muller Sohne"),
        ("Škoda s.r.o.", "Skoda, spol. s r.o."),
        ("The Blue Co.", "Blue Company"),
        ("Telefónica S.A.", "TELEFONICA SA"),
        ("Northwind Trading", "Northwnid Trading"),
        ("Harbour Logistics", "Harbor Logistics"),
        ("Data Base Partners", "Database Partners"),
    ],
)
def test_two_spellings_of_a_name_are_shown_for_decision(one: str, other: str) -> None:
    assert pairs(named(one, "Somebody Else", other)) == [(0, 2)]


@pytest.mark.parametrize(
    "names",
    [
        ("Alpha One GmbH", "Alpha Two GmbH"),
        ("Bank of X", "Bank of Y"),
        ("Bank of Norway", "Bank of Sweden"),
        ("Customer 12", "Customer 13"),
        ("Northern Foods", "Southern Foods"),
        ("Nord Energy", "Ford Energy"),
        ("Summit 2", "Summit 20"),
        ("Unknown", "unknown"),
        ("????", "????????"),
    ],
)
def test_names_of_different_companies_raise_nothing(names: tuple[str, str]) -> None:
    assert pairs(named(*names)) == []


def test_a_word_of_several_names_is_no_slip_of_another() -> None:
    rental = [
        f"{town} {kind}" for town in ("Kiel", "Bonn", "Ulm", "Jena") for kind in ("Rentals", "Rentalz", "Retails")
    ]
    assert find_slips(plain_names(rental)).pairs == ()


def test_made_up_names_are_alike_by_chance_and_raise_nothing() -> None:
    numbers = np.random.default_rng(5)
    names = {"".join(numbers.choice(list("aeioubcd"), 7)) + " systems" for _ in range(20_000)}
    slips = find_slips(sorted(names))
    assert slips.pairs == ()
    assert "so much alike" in slips.why_not


def test_planted_slips_are_found_among_names_that_are_not_alike() -> None:
    numbers = np.random.default_rng(7)
    letters = list("abcdefghijklmnopqrstuvwxyz")
    names = ["".join(numbers.choice(letters, 10)) + " systems" for _ in range(3_000)]
    swapped = [name[:4] + name[5] + name[4] + name[6:] for name in names[:40]]
    planted = [slip for slip in swapped if slip not in names]
    assert len(planted) > 30
    assert [at for _, at in find_slips(names + planted).pairs] == list(range(3_000, 3_000 + len(planted)))


def test_domains_tell_accounts_but_not_those_of_free_mail() -> None:
    domains = ["https://www.acme.com", "sales@gmail.com", "ACME.com.", "jo@gmail.com", "linkedin.com/company/x"]
    assert pairs(named("One", "Two", "Three", "Four", "Five", domain=domains)) == [(0, 2)]
    assert plain_domains(["http://müller.de:80/x", "xn--mller-kva.de"]) == ["xn--mller-kva.de"] * 2


def test_a_host_of_many_accounts_is_said_and_not_asked_about() -> None:
    hosts = ["big.com"] * 12 + [f"firm{number}.com" for number in range(60)]
    found = find_twins(named(*[f"Firm {number}" for number in range(72)], domain=hosts))
    assert found.pairs == ()
    assert "12 accounts share 1 web domain" in found.remarks[0]


def test_one_number_written_twice_is_shown_and_leading_zeros_are_not() -> None:
    ids = ["C1", "c1", "12", "012", "12.0", "001x0000002xLCV", "001x0000002xLCVAA2", "001x0000002xLcv"]
    frame = pd.DataFrame({"account_id": pd.Series(ids, dtype="str"), "size": list("abcdefgh")})
    assert pairs(frame) == [(0, 1), (2, 4), (5, 6)]


def test_clones_under_new_numbers_are_found_where_they_cannot_be_chance() -> None:
    numbers = np.random.default_rng(3)
    firms = pd.DataFrame(
        {
            "employees": numbers.integers(1, 5_000, 400).astype(float),
            "city": pd.Series(numbers.choice(["Kiel", "Bonn", "Ulm"], 400), dtype="str"),
            "since": pd.Timestamp("2020-01-01") + pd.to_timedelta(numbers.integers(0, 1_500, 400), unit="D"),
        }
    )
    assert find_clones(firms) == []
    assert find_clones(pd.concat([firms, firms.iloc[[3, 9]]], ignore_index=True)) == [(3, 400), (9, 401)]


def test_equal_rows_of_a_few_coarse_columns_raise_nothing() -> None:
    numbers = np.random.default_rng(4)
    coarse = pd.DataFrame({name: numbers.choice(list("abc"), 500) for name in "vwxyz"})
    assert coarse.duplicated().any()
    assert find_clones(coarse) == []


def test_equal_rows_of_columns_that_go_together_raise_nothing() -> None:
    # IBM Telco without its key has 22 equal rows: new customers of one plan, whose charges follow from the plan
    path = SHARED / "ibm_telco" / "Telco-Customer-Churn.csv"
    if not path.exists():
        pytest.skip("../shared is absent")
    cells = pd.read_csv(path, dtype="str", keep_default_na=False).drop(columns="customerID")
    assert cells.duplicated().sum() == 22
    assert find_clones(cells) == []
    planted = pd.concat([cells, cells.sample(200, random_state=1)], ignore_index=True)
    assert len(find_clones(planted)) >= 200


@pytest.mark.parametrize(
    "name",
    [
        "maven_crm_sales/accounts.csv",
        "salesforce_dataloader/accountData.csv",
        "saas_analytics_adi/customers.csv",
        "ibm_telco/Telco-Customer-Churn.csv",
        "wholesale_customers/Wholesale customers data.csv",
    ],
)
def test_public_sets_without_doubles_raise_no_question(tmp_path, name: str) -> None:
    if not SHARED.exists():
        pytest.skip("../shared is absent")
    result = import_files([Source("customers", SHARED / name, name)], tmp_path)
    assert twins_of(result) is None


def test_until_a_person_decides_two_rows_are_two_accounts(tmp_path) -> None:
    result = imported(tmp_path, customers=CUSTOMERS, **REST)
    question = twins_of(result)
    assert question is not None
    (item,) = question.items
    assert (item.label, item.chosen, item.count) == ("Acme GmbH (A1) and ACME (A9)", "two", 3)
    assert item.examples == (
        "the same web domain, acme.com",
        "the same name but for its legal form or spelling",
    )
    assert (question.decided, question.urgent) == (False, True)
    assert column(result, "customers", "account_id") == ["A1", "B2", "A9"]


def decided(folder, answer: str) -> Imported:
    sources = [
        Source(
            "customers",
            written(folder, CUSTOMERS, "c.csv"),
            "c.csv",
            options={"twins": {"A1 = A9": answer, "X = Y": "same"}},
        )
    ]
    sources += [Source(table, written(folder, text, f"{table}.csv"), f"{table}.csv") for table, text in REST.items()]
    return import_files(sources, folder / "data")


def test_what_a_person_calls_one_account_is_one_everywhere_and_counts_add_up(tmp_path) -> None:
    result = decided(tmp_path, "same")
    report, rejects = result.reports["customers"], result.rejects["customers"]
    assert (report.rows_read, report.rows_kept, report.rows_left_out) == (3, 2, 1)
    assert rejects["reason"].tolist() == ["A person called it the same account as A1 (row 2)."]
    assert column(result, "deals", "account_id") == ["A1", "B2"]
    revenue = result.data.frame("revenue")
    assert dict(zip(revenue["account_id"], revenue["mrr"], strict=True)) == {"A1": 12.0, "B2": 1.0}
    question = twins_of(result)
    assert question is not None
    assert question.decided
    assert question.items[0].chosen == "same"


def test_two_accounts_stay_two_and_the_answer_is_shown(tmp_path) -> None:
    result = decided(tmp_path, "two")
    question = twins_of(result)
    assert question is not None
    assert (question.decided, question.items[0].chosen) == (True, "two")
    assert result.reports["customers"].rows_kept == 3


def test_the_largest_pairs_are_listed_and_the_rest_counted(tmp_path) -> None:
    rows = "".join(
        f"{kind}{number},Firm{chr(97 + number % 26) * 3}{number} Works\n" for kind in "AB" for number in range(60)
    )
    solo = "".join(f"S{number},Solo {number} Yard\n" for number in range(120))
    result = imported(
        tmp_path, customers=f"account_id,name\n{rows}{solo}", deals="deal_id,account_id,stage\n1,B59,Won\n"
    )
    question = twins_of(result)
    assert question is not None
    assert question.sentence.startswith("60 pairs of customers")
    assert "The 50 with most rows in the other files are listed." in question.sentence
    assert (len(question.items), question.items[0].key) == (50, "A59 = B59")


def test_chains_of_pairs_become_the_earliest_account(tmp_path) -> None:
    rows = "account_id,name,domain\nA,Acme,a.com\nB,Acme Inc,b.com\nC,Borealis,b.com\n"
    answers = {"A = B": "same", "B = C": "same"}
    source = Source("customers", written(tmp_path, rows, "c.csv"), "c.csv", options={"twins": answers})
    deals = Source("deals", written(tmp_path, "deal_id,account,stage\n1,Borealis,Won\n", "d.csv"), "d.csv")
    result = import_files([source, deals], tmp_path / "data")
    assert column(result, "customers", "account_id") == ["A"]
    assert column(result, "deals", "account_id") == ["A"]
