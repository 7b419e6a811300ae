"""``icp-workbench score`` writes what the page shows, safe for a spreadsheet, however long the list is."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from icp_core.cli import app
from icp_core.cli.score import NOT_CHECKED, write_csv
from icp_core.fit.prospects import COLUMNS
from icp_core.report import to_csv

ICP = """criteria:
  - {column: industry, op: in, value: [Software], mode: require}
  - {column: employees, op: between, value: [100, 500]}
"""


def score(folder: Path, text: str, *options: str, icp: str = ICP) -> tuple[Result, list[dict[str, str]]]:
    (folder / "list.csv").write_text(text)
    (folder / "icp.yaml").write_text(icp)
    out = folder / "out"
    done = CliRunner().invoke(
        app, ["score", str(folder / "list.csv"), f"--icp={folder / 'icp.yaml'}", f"--out={out}", *options]
    )
    if done.exit_code:
        return done, []
    with (out / "prospects.csv").open(newline="", encoding="utf-8") as file:
        return done, list(csv.DictReader(file))


def test_every_prospect_gets_ring_reasons_and_what_would_settle_it(tmp_path: Path) -> None:
    text = "account_id,name,industry,employees\n1,Acme,Software,200\n2,Beta,,200\n3,Gamma,Retail,\n"
    done, rows = score(tmp_path, text)
    assert list(rows[0]) == [*COLUMNS, "customer"]
    assert [row["ring"] for row in rows] == ["bullseye", "unclassified", "outside"]
    assert [row["settled_by"] for row in rows] == ["", "industry", ""]
    assert (rows[1]["ring_if_match"], rows[1]["ring_if_miss"]) == ("bullseye", "outside")
    assert (rows[2]["missed"], rows[2]["unknown"]) == ("industry", "employees")
    assert {row["customer"] for row in rows} == {NOT_CHECKED}
    assert done.output.startswith("3 prospects: 1 bullseye, 0 inner, 0 outer, 1 outside and 1 unclassified.")


def test_prospects_that_are_customers_are_marked(tmp_path: Path) -> None:
    customers = tmp_path / "customers.csv"
    customers.write_text("account_id,name,start_date\nC1,ACME Inc.,2024-01-01\n")
    _, rows = score(tmp_path, "Company,industry\nAcme,Software\nBeta,Software\n", f"--customers={customers}")
    assert [row["customer"] for row in rows] == ["C1", ""]


def test_a_column_can_be_mapped_by_hand(tmp_path: Path) -> None:
    text = "account_id,What they do\n1,Software\n"
    assert score(tmp_path, text)[1][0]["matched"] == ""
    assert score(tmp_path, text, "--map", "customers.industry=What they do")[1][0]["matched"] == "industry"


def test_rows_that_could_not_be_read_are_written_apart(tmp_path: Path) -> None:
    score(tmp_path, "account_id,industry\n1,Software\n1,Retail\n")
    rejected = (tmp_path / "out" / "rejected_prospects.csv").read_text("utf-8")
    assert "the first row is kept" in rejected


def test_what_cannot_be_used_is_one_message_and_writes_nothing(tmp_path: Path) -> None:
    done, _ = score(tmp_path, "account_id\n1\n", icp="criteria: [{column: a, op: is, value: [b]}]")
    assert done.exit_code != 0
    assert not (tmp_path / "out").exists()


def test_a_long_table_is_written_cell_by_cell_as_a_short_one(tmp_path: Path) -> None:
    texts = [
        "=1+1",
        "-5.2",
        "+49 30 1",
        "@x",
        "\t=1",
        "a,b",
        'say "x"',
        "two\nlines",
        "lone\rreturn",
        "",
        "plain",
        None,
        "＝1",
    ]
    frame = pd.DataFrame({
        "text": pd.Series(texts, dtype="str"),
        "word": pd.Categorical([text or "" for text in texts]),
        "share": [0.123456, np.nan, *range(len(texts) - 2)],
    })  # fmt: skip
    write_csv(frame, tmp_path / "long.csv")

    def cells(text: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(text, newline="")))

    written = cells((tmp_path / "long.csv").read_bytes().decode("utf-8"))
    short = cells(to_csv(frame.round(4)))
    assert [row[:2] for row in written] == [row[:2] for row in short]
    assert [float(row[2] or "nan") for row in written[1:]] == pytest.approx(
        [float(row[2] or "nan") for row in short[1:]], nan_ok=True
    )
