"""A list of prospects is read as a customers file is, and its companies are found again among the customers."""

from pathlib import Path

import pandas as pd
import pytest

from icp_core.errors import UserError
from icp_core.ingest import Source, customers_among, import_files, read_prospects
from icp_core.ingest.prospect_list import SEVERAL_CUSTOMERS


def listed(folder: Path, text: str, encoding: str = "utf-8", **options: str) -> Source:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return Source(None, path, path.name, options=options)


def test_rows_are_kept_rejected_or_left_out_and_the_counts_add_up(tmp_path: Path) -> None:
    text = "Lead ID;Company;Employees;Industry\n1;Müller GmbH;51-200;Software\n2;Acme;many;Retail\n2;Acme;many;Retail\n;;;\n"
    found = read_prospects(listed(tmp_path, text, "cp1252"))
    report = found.report
    assert (report.encoding, report.delimiter) == ("Windows-1252", ";")
    assert report.rows_read == report.rows_kept + report.rows_rejected + report.rows_left_out == 4
    assert report.rows_kept == 2
    assert found.frame["name"].tolist() == ["Müller GmbH", "Acme"]
    assert len(found.rejects) == 2


def test_a_list_is_read_as_the_whole_import_reads_it(tmp_path: Path) -> None:
    text = "account_id,name,employees,technologies,Stage\n1,A,10,SAP; CRM,Prospect\n2,B,,,Customer\n3,C,1.5k,SAP,Prospect\n"
    source = listed(tmp_path, text)
    whole = import_files(
        [Source("customers", source.path, source.name, options={"everybody": "yes"})], tmp_path / "data"
    )
    alone, beside = read_prospects(source).frame, whole.data.frame("customers")
    assert alone.columns.tolist() == beside.columns.tolist()
    for name in alone:
        assert alone[name].dropna().tolist() == beside[name].dropna().tolist()


def test_companies_that_never_bought_stay_in_a_list_and_nobody_asks(tmp_path: Path) -> None:
    found = read_prospects(listed(tmp_path, "Account,Lifecycle Stage\nA,Lead\nB,Customer\nC,Subscriber\n"))
    assert len(found.frame) == 3
    assert "customers" not in [question.id for question in found.questions]


def test_the_number_of_a_lead_is_kept_as_the_way_back_into_the_crm(tmp_path: Path) -> None:
    found = read_prospects(listed(tmp_path, "Lead ID,Company\nL1,Acme\nL2,Beta\n"))
    assert found.frame["account_id"].tolist() == ["L1", "L2"]
    both = read_prospects(listed(tmp_path, "Lead ID,Account ID,Company\nL1,A1,Acme\n"))
    assert both.frame["account_id"].tolist() == ["A1"]


def test_a_list_that_names_no_company_is_read_and_matches_no_customer(tmp_path: Path) -> None:
    found = read_prospects(listed(tmp_path, "employees,industry\n10,Software\n"))
    assert "No column names the account" in found.report.notes[0]
    assert customers_among(found.frame, found.frame).isna().all()


def test_a_file_that_is_no_table_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"list\.csv"):
        read_prospects(listed(tmp_path, ""))


CUSTOMERS = pd.DataFrame({
    "account_id": ["1", "2", "0015g00000AbCdEAAV", "4", "5"],
    "name": ["Acme Ltd.", "Beta", "Gamma", "Twin", "Twin"],
    "domain": ["acme.com", None, "gamma.example", None, None],
})  # fmt: skip


@pytest.mark.parametrize(
    ("prospect", "customer"),
    [
        ({"account_id": "x", "name": "ACME"}, "1"),
        ({"account_id": "x", "name": "Another name", "domain": "https://www.acme.com/en"}, "1"),
        ({"account_id": "2"}, "2"),
        ({"account_id": "0015g00000AbCdE", "name": "Gamma Holding"}, "0015g00000AbCdEAAV"),
        ({"account_id": "x", "name": "Twin"}, SEVERAL_CUSTOMERS),
        ({"account_id": "x", "name": "Delta"}, None),
    ],
)
def test_a_customer_is_found_by_domain_name_or_number(prospect: dict[str, str], customer: str | None) -> None:
    (found,) = customers_among(pd.DataFrame([prospect]), CUSTOMERS)
    assert found == customer or (customer is None and pd.isna(found))


def test_two_lists_that_count_from_one_share_numbers_and_no_company() -> None:
    (found,) = customers_among(pd.DataFrame([{"account_id": "1", "name": "Omega"}]), CUSTOMERS)
    assert pd.isna(found)


def test_without_customers_nobody_is_one() -> None:
    assert customers_among(pd.DataFrame([{"account_id": "1"}]), CUSTOMERS.iloc[:0]).isna().all()
