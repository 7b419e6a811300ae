"""The machine contract: names, exit codes, and all or nothing."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from icp_core import cli
from icp_core.analysis import DriftSummary
from icp_core.sample import write_company

KEYS = {
    "version", "as_of", "window", "tables", "issues", "metrics", "periods", "segments", "traits", "icp", "fit", "drift",
    "narrow", "checklist", "interviews", "events", "findings", "actions",
}  # fmt: skip
ESTIMATE = {"value", "unit", "n", "low", "high", "why"}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("company")
    write_company(folder, seed=7, accounts=250)
    return folder


@pytest.fixture(scope="module")
def result(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "result"
    files = [f"--{table}={company / table}.csv" for table in ("customers", "deals", "revenue", "spend", "feedback")]
    icp, answers = f"--icp={company / 'icp.yaml'}", f"--answers={company / 'answers.csv'}"
    done = run("analyze", *files, icp, answers, f"--out={out}")
    assert done.exit_code == 0, done.output
    return out


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), standalone_mode=True)


def message(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    """Run the real entry point; return standard error; the exit code must be 2."""
    monkeypatch.setattr("sys.argv", ["icp-workbench", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    text = capsys.readouterr().err
    assert "Traceback" not in text
    return text


def test_the_summary_has_exactly_the_contract_s_top_level_keys(result: Path) -> None:
    summary = json.loads((result / "summary.json").read_text("utf-8"))
    assert set(summary) == KEYS


def test_the_summary_reads_back_as_the_same_document(result: Path) -> None:
    text = (result / "summary.json").read_text("utf-8")
    assert json.loads(DriftSummary.model_validate_json(text).model_dump_json()) == json.loads(text)


def test_every_metric_is_an_estimate_and_an_unknown_one_says_why(result: Path) -> None:
    metrics = json.loads((result / "summary.json").read_text("utf-8"))["metrics"]
    assert {"nrr", "grr", "logo_churn", "arr", "acv", "win_rate", "sales_cycle_days", "cac", "retention_12m"} <= set(
        metrics
    )
    for name, estimate in metrics.items():
        assert set(estimate) >= ESTIMATE, name
        assert estimate["value"] is not None or estimate["why"], name


def test_every_account_stands_once_in_accounts_csv(result: Path, company: Path) -> None:
    with (result / "accounts.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["account_id", "segment", "fit", "ring", "known_share", "reasons"]
    with (company / "customers.csv").open(newline="") as file:
        assert {row["account_id"] for row in rows} == {row["Account ID"] for row in csv.DictReader(file)}


def test_each_format_is_a_file_and_each_table_has_its_rejects(result: Path) -> None:
    names = {path.name for path in result.iterdir()}
    assert {
        "summary.json",
        "drift-summary.json",
        "drift-summary.html",
        "drift-summary.md",
        "rejected_deals.csv",
    } <= names


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "There is nothing to analyse"),
        (("--customers=nowhere.csv",), "nowhere.csv"),
        (("--customers=X", "--engine=spark"), "not there yet"),
        (("--customers=X", "--format=pdf"), "not there yet"),
        (("--customers=X", "--format=docx"), "no format"),
        (("--customers=X", "--interviews=i.csv"), "Interviews"),
        (("--customers=X", "--as-of=soon"), "--as-of"),
        (("--customers=X", "--currency=euro"), "--currency"),
        (("--customers=X", "--map=customers.shoe_size=Size"), "no column 'shoe_size'"),
        (("--customers=X", "--map=account_id"), "--map"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence_exit_2_and_nothing_written(
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    assert says in message(capsys, monkeypatch, "analyze", *arguments, f"--out={out}")
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"\x00\x01\x02\xff\xfe\x00" * 50, ""), (b"a,b\n", ""), (b"zig,zag\n1,2\n", ""), (b"1,2\n3,4\n", "")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named(
    content: bytes,
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    text = message(capsys, monkeypatch, "analyze", f"--customers={bad}", f"--out={tmp_path / 'out'}")
    assert "bad.csv" in text
    assert says in text
    assert not (tmp_path / "out").exists()


def test_a_mapping_on_the_command_line_wins_over_the_guess(tmp_path: Path) -> None:
    customers = tmp_path / "customers.csv"
    rows = "".join(f"A{i},X{i},{2020 + i % 4}-01-01,{'2024-05-01' if i % 3 else ''},{100 + i}\n" for i in range(60))
    customers.write_text(f"id,other,start_date,churn_date,arr\n{rows}")
    done = run("analyze", f"--customers={customers}", "--map=customers.account_id=other", f"--out={tmp_path / 'out'}")
    assert done.exit_code == 0, done.output
    with (tmp_path / "out" / "accounts.csv").open(newline="") as file:
        assert next(csv.DictReader(file))["account_id"].startswith("X")


@pytest.mark.parametrize("document", ["summary", "icp", "workspace"])
def test_each_schema_is_a_json_schema(document: str) -> None:
    done = run("schema", document)
    assert done.exit_code == 0
    assert json.loads(done.output)["type"] == "object"


def test_the_sample_is_written_with_its_truth(tmp_path: Path) -> None:
    assert run("sample", f"--out={tmp_path / 's'}", "--accounts=60").exit_code == 0
    assert {"customers.csv", "truth.json", "icp.yaml", "answers.csv"} <= {
        path.name for path in (tmp_path / "s").iterdir()
    }


def test_prospects_get_ring_fit_and_reasons_and_no_formula_reaches_a_spreadsheet(tmp_path: Path) -> None:
    prospects = tmp_path / "prospects.csv"
    prospects.write_text("account_id,name,industry\n1,=HYPERLINK(1),Software\n2,Beta,Retail\n3,Gamma,\n")
    icp = tmp_path / "icp.yaml"
    icp.write_text("criteria: [{column: industry, op: in, value: [Software], mode: require}]")
    done = run("score", str(prospects), f"--icp={icp}", f"--out={tmp_path / 'out'}")
    assert done.exit_code == 0, done.output
    with (tmp_path / "out" / "prospects.csv").open(newline="") as file:
        rows = {row["account_id"]: row for row in csv.DictReader(file)}
    assert [rows[key]["ring"] for key in "123"] == ["bullseye", "outside", "unclassified"]
    assert rows["1"]["name"] == "'=HYPERLINK(1)"
    assert rows["3"]["known_share"] == "0.0"


def _deals(year: int) -> str:
    rows = "".join(f"{year}-{i},Acme {i},{'Signed' if i % 2 else 'Dropped'},03/04/{year},{i}\n" for i in range(1, 20))
    return f"Deal ID,Account,Stage,Close Date,Amount\n{rows}"


def test_a_table_may_come_in_several_files_and_in_a_list_of_mended_rows(tmp_path: Path) -> None:
    out, names = tmp_path / "out", []
    for year in (2023, 2024):
        names.append(tmp_path / f"deals_{year}.csv")
        names[-1].write_text(_deals(year) + f"{year}-99,Acme,,01/02/{year},5\n")
    arguments = [f"--deals={name}" for name in names]
    assert run("analyze", *arguments, f"--out={out}").exit_code == 0
    table = json.loads((out / "summary.json").read_text("utf-8"))["tables"]["deals"]
    assert (table["rows_read"], table["rows_kept"], table["rows_rejected"]) == (40, 38, 2)
    rejected = out / "rejected_deals_2.csv"
    rejected.write_text(rejected.read_text("utf-8").replace("Acme,,", "Acme,Won,"))
    assert run("analyze", *arguments, f"--deals={rejected}", f"--out={out}").exit_code == 0
    table = json.loads((out / "summary.json").read_text("utf-8"))["tables"]["deals"]
    assert (table["rows_read"], table["rows_kept"], table["rows_rejected"]) == (40, 39, 1)


def test_strict_refuses_all_and_writes_only_the_rejected_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deals, out = tmp_path / "deals.csv", tmp_path / "out"
    deals.write_text(_deals(2024) + "x,Acme,,01/02/2024,5\n")
    text = message(capsys, monkeypatch, "analyze", f"--deals={deals}", "--strict", f"--out={out}")
    assert "deals.csv: 1 row cannot be used" in text
    assert "Row 21: 'Stage' is empty" in text
    assert [path.name for path in out.iterdir()] == ["rejected_deals.csv"]


def test_choices_answer_what_a_file_leaves_open_and_a_mistyped_one_is_named(tmp_path: Path) -> None:
    deals, out = tmp_path / "deals.csv", tmp_path / "out"
    deals.write_text(_deals(2024))
    arguments = ["--choose=deals.stages:Signed=won", "--choose=deals.stages:Dropped=lost", "--choose=deals.nothing=x"]
    done = run("analyze", f"--deals={deals}", *arguments, f"--out={out}")
    assert done.exit_code == 0, done.output
    assert "--choose deals.nothing=x: no file of deals asks this; it changed nothing." in done.stderr
    assert "stages:Signed" not in done.stderr
    metrics = json.loads((out / "summary.json").read_text("utf-8"))["metrics"]
    assert metrics["win_rate"]["value"] == pytest.approx(10 / 19)


@pytest.mark.parametrize("choice", ["deals", "deals.=x", "nothing.x=y", "=", "dealsx=y"])
def test_a_choice_that_cannot_be_read_is_named(
    choice: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    deals = tmp_path / "deals.csv"
    deals.write_text(_deals(2024))
    assert "--choose" in message(
        capsys, monkeypatch, "analyze", f"--deals={deals}", f"--choose={choice}", f"--out={tmp_path / 'out'}"
    )


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (
            "deals.stages:Signed=perhaps",
            "'perhaps' is no answer to it (choose from won, lost, open); it changed nothing.",
        ),
        ("deals.stages=won", "write one of them behind it"),
    ],
)
def test_an_answer_that_is_not_among_the_options_is_named(choice: str, said: str, tmp_path: Path) -> None:
    deals, out = tmp_path / "deals.csv", tmp_path / "out"
    deals.write_text(_deals(2024))
    done = run("analyze", f"--deals={deals}", f"--choose={choice}", f"--out={out}")
    assert f"--choose {choice}: " in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("table", ["revenue", "subscriptions"])
def test_the_start_of_paid_periods_is_mapped_in_the_revenue_file(table: str, tmp_path: Path) -> None:
    revenue, out = tmp_path / "revenue.csv", tmp_path / "out"
    revenue.write_text("Kunde;Los;Schluss;MRR\nA;2024-01-01;2024-12-31;10\nA;2025-01-01;2025-12-31;12\n")
    given = (f"--map={table}.start_date=Los", f"--map={table}.end_date=Schluss")
    done = run("analyze", f"--revenue={revenue}", *given, f"--out={out}")
    assert done.exit_code == 0, done.output
    assert "Schluss" in (out / "summary.json").read_text("utf-8")
