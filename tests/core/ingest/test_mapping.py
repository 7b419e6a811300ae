import pytest

from icp_core.errors import UserError
from icp_core.ingest import Source, guess_mapping, guess_table, import_files
from icp_core.ingest.matching.mapping import column_map
from tests.core.ingest.files import column, imported, raw, written


def mapped(folder, content: str, table: str) -> dict[str, str]:
    return column_map(raw(folder, content), table).columns


def test_pipedrive_headers_are_known(tmp_path) -> None:
    header = "Deal - ID,Deal - Title,Deal - Value,Deal - Status,Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Lost reason,Organization - Name"
    rows = "1,Big,100 USD,Won,2024-01-02,2024-02-01,,,Acme\n2,Small,50 USD,Lost,2024-01-03,,2024-03-01,price,Beta\n"
    result = imported(tmp_path, deals=f"{header}\n{rows}")
    assert result.reports["deals"].mapping == {
        "deal_id": "Deal - ID",
        "account_name": "Organization - Name",
        "account_id": "Organization - Name",
        "outcome": "Deal - Status",
        "amount": "Deal - Value",
        "created_date": "Deal - Deal created",
        "loss_reason": "Deal - Lost reason",
    }
    assert [str(day)[:10] for day in column(result, "deals", "close_date")] == ["2024-02-01", "2024-03-01"]
    assert result.data.currency == "USD"


def test_hubspot_headers_are_known(tmp_path) -> None:
    header = "Record ID,Company name,Number of Employees,Industry,Country/Region,Annual Revenue,Became a Customer Date,Original Source Type"
    content = f"{header}\n11,Acme,51-200,SOFTWARE,Germany,1000000,2024-01-02 10:00,Organic Search\n"
    assert set(mapped(tmp_path, content, "customers")) == {
        "account_id",
        "name",
        "employees",
        "annual_revenue",
        "industry",
        "country",
        "source",
        "start_date",
    }


def test_stripe_prefers_the_end_of_service_to_the_day_of_the_request(tmp_path) -> None:
    content = "Customer ID,Start (UTC),Canceled At (UTC),Ended At (UTC)\nc1,2024-01-01,2024-05-02,2024-06-01\n"
    assert mapped(tmp_path, content, "customers")["churn_date"] == "Ended At (UTC)"
    losing = next(
        guess for guess in guess_mapping(raw(tmp_path, content), "customers") if guess.header == "Canceled At (UTC)"
    )
    assert losing.canonical is None
    assert losing.why == "'Ended At (UTC)' fits churn_date better"


def test_a_header_with_a_typing_error_is_recognised_with_less_confidence(tmp_path) -> None:
    guess = guess_mapping(raw(tmp_path, "account_id,Number of Employes *\nA,10\n"), "customers")[1]
    assert guess.canonical == "employees"
    assert guess.confidence < 0.8
    assert guess.samples == ("10",)


def test_a_date_header_over_words_is_not_believed(tmp_path) -> None:
    guess = guess_mapping(raw(tmp_path, "account_id,Customer since\nA,long\nB,ever\n"), "customers")[1]
    assert guess.canonical is None
    assert guess.why == "named like start_date, but only 0% of its values are dates"


def test_accents_case_and_units_do_not_matter(tmp_path) -> None:
    assert mapped(tmp_path, "ACCOUNT-ID,Índustry,MRR (EUR)\nA,x,1\n", "customers") == {
        "account_id": "ACCOUNT-ID",
        "industry": "Índustry",
        "current_mrr": "MRR (EUR)",
    }


def test_what_the_person_maps_stands_even_against_the_content(tmp_path) -> None:
    source = Source(
        "customers",
        written(tmp_path, "key,x,industry\nA,soon,Oil\n"),
        "c.csv",
        {"account_id": "KEY", "start_date": "x", "industry": ""},
    )
    result = import_files([source], tmp_path / "data")
    assert result.reports["customers"].mapping == {"account_id": "key", "start_date": "x"}
    assert column(result, "customers", "start_date") == [None]
    assert column(result, "customers", "industry (not mapped)") == ["Oil"]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (
            {"account_id": "nowhere"},
            "There is no column 'nowhere' to map to customers.account_id. The columns are: a, b.",
        ),
        ({"colour": "a"}, "There is no column 'colour' in customers."),
        ({"account_id": "a", "industry": "a"}, "column 'a': One column was mapped twice."),
    ],
)
def test_a_mapping_to_what_is_not_there_is_refused(tmp_path, mapping: dict[str, str], message: str) -> None:
    with pytest.raises(UserError) as refused:
        import_files([Source("customers", written(tmp_path, "a,b\n1,2\n"), "c.csv", mapping)], tmp_path / "data")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("customers", "account_id,industry,employees,start_date\nA,x,5,2024-01-01\nB,y,6,2024-02-01\n"),
        ("deals", "deal_id,account,stage,amount,close_date\n1,A,Won,5,2024-01-01\n2,A,Lost,5,2024-01-01\n"),
        ("revenue", "account_id,month,mrr\nA,2024-01,5\nA,2024-02,5\nB,2024-02,7\n"),
        ("spend", "month,channel,amount\n2024-01,Ads,5\n2024-02,Ads,5\n"),
        ("usage", "account_id,month,logins\nA,2024-01,5\nA,2024-02,5\n"),
        ("feedback", "account_id,date,nps\nA,2024-01-01,9\n"),
        ("headcount", "month,function,people\n2024-01,Sales,5\n"),
        ("releases", "release,planned_date,actual_date\nv1,2024-01-01,2024-02-01\n"),
        ("events", "date,title,force\n2024-01-01,New price,company\n"),
    ],
)
def test_the_table_is_recognised_by_its_headers(tmp_path, table: str, content: str) -> None:
    guess, confidence = guess_table(raw(tmp_path, content))
    assert guess == table
    assert confidence >= 0.35


def test_a_file_of_unknown_columns_is_not_guessed_but_asked_about(tmp_path) -> None:
    assert guess_table(raw(tmp_path, "foo,bar\n1,2\n")) == ("customers", 0.0)
    with pytest.raises(UserError, match=r"not clear what this file holds. Found: foo, bar. Say which table"):
        import_files([Source(None, written(tmp_path, "foo,bar\n1,2\n"), "f.csv")], tmp_path / "data")


def test_a_missing_column_names_the_file_and_the_remedy(tmp_path) -> None:
    with pytest.raises(UserError) as refused:
        imported(tmp_path, deals="deal_id,amount\n1,5\n")
    assert "deals.csv: The file lacks 'outcome'" in str(refused.value)
    assert "--map deals.outcome=HEADER" in str(refused.value)


def test_no_known_column_at_all_is_refused(tmp_path) -> None:
    with pytest.raises(
        UserError, match=r"customers.csv: No column of this file is known as one of customers. Found: foo, bar"
    ):
        imported(tmp_path, customers="foo,bar\n1,2\n")
