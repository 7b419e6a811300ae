"""Whatever dialect a table is written in, its values come back; whatever is broken in a file, no row is lost."""

import csv
import io
import random
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icp_core.errors import UserError
from icp_core.ingest import Source, import_files, read_raw
from tests.core.ingest.files import SHARED

PARTS = ["ab", "xé", "cÄ", "zñ", "yö", "aå", "bß", " ", ",", ";", "|", '"', "'", "\n", "0", "-"]
WORDS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=8).map(lambda parts: f"w{''.join(parts)}x")
ROWS = st.lists(
    st.tuples(
        WORDS,
        st.floats(-1e6, 1e9).map(lambda number: round(number, 2)),
        st.dates(date(1990, 1, 1), date(2050, 12, 31)),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
DATES = st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d %b %Y", "%Y%m%d", "%Y-%m-%dT%H:%M:%SZ"])


def money(number: float, style: str) -> str:
    text = f"{number:,.2f}" if style != "bare" else f"{number:.2f}"
    if style == "german":
        return text.translate(str.maketrans(",.", ".,"))
    if style == "swiss":
        return text.replace(",", "'")
    return f"({text.lstrip('-')})" if style == "brackets" and number < 0 else f"€ {text}" if style == "euro" else text


@given(
    ROWS,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["bare", "english", "german", "swiss", "brackets", "euro"]),
    DATES,
)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_values_come_back_from_any_dialect(rows, delimiter, encoding, newline, style, form) -> None:
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if newline == "\r" else csv.QUOTE_MINIMAL  # Python 3.11 forgets to quote \n between lone \r
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerow(["account_id", "industry", "current_arr", "start_date", "churned"])
    for number, (word, amount, day, gone) in enumerate(rows):
        writer.writerow([f"00{number}", word, money(amount, style), day.strftime(form), "Yes" if gone else "no"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        dates = {"dates": "day first"}
        result = import_files([Source("customers", path, "c.csv", options=dates)], Path(folder) / "data")
        frame = result.data.frame("customers")
    assert frame["account_id"].tolist() == [f"00{number}" for number in range(len(rows))]
    assert frame["industry"].tolist() == [word.strip() for word, _, _, _ in rows]
    assert frame["current_arr"].tolist() == pytest.approx([amount for _, amount, _, _ in rows], abs=0.005)
    assert [day.date() for day in frame["start_date"]] == [day for _, _, day, _ in rows]
    assert frame["churned"].tolist() == [gone for _, _, _, gone in rows]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Break a file in one to four places, as transfers, editors and people do."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        size = chance.choice([1, 1, 2, 8, 200])
        kind = chance.randrange(7)
        if kind == 0:
            data = data[:at] + data[at + size :]
        elif kind == 1:
            data = data[:at] + chance.randbytes(size) + data[at:]
        elif kind == 2:
            data = (
                data[:at]
                + chance.choice(
                    [b'"', b",", b"\n", b"\r", b"\x00", b";", b"\t", b"\xff", b"'", b"-", b"%", "€".encode()]
                )
                + data[at:]
            )
        elif kind == 3:
            data = data[:at]
        elif kind == 4:
            data = data[:at] + data[max(0, at - size * 5) : at] + data[at:]
        elif kind == 5:
            lines = data.split(b"\n")
            chance.shuffle(lines)
            data = b"\n".join(lines)
        else:
            data = data.replace(
                chance.choice([b",", b"\n", b"-", b"0", b"a"]),
                chance.choice([b";", b"", b"\r", b"/", b'"']),
                chance.randint(1, 40),
            )
    return data


@pytest.mark.parametrize("seed", range(4))
def test_a_broken_file_is_read_or_refused_and_its_rows_add_up(tmp_path, seed: int) -> None:
    seeds = {
        "customers": b"account_id,name,industry,employees,start_date,churned,mrr\n"
        + b"".join(
            b"A%d,Firm %d,Oil,%d,2024-%02d-%02d,no,%d.50\n" % (n, n, n * 7, n % 12 + 1, n % 28 + 1, n * 9)
            for n in range(25)
        ),
        "deals": b"deal_id;account;stage;amount;created date;close date\r\n"
        + b"".join(
            b'%d;"Firm; %d";%s;1.%03d,50;%d.3.2024;%d.5.2024\r\n'
            % (n, n, (b"Won", b"Lost", b"Talk")[n % 3], n, n % 28 + 1, n % 28 + 1)
            for n in range(25)
        ),
        "revenue": b"account_id\tstart_date\tend_date\tmrr\n"
        + b"".join(b"A%d\t2023-01-%02d\t\t%d\n" % (n, n + 1, n) for n in range(25)),
    }
    chance = random.Random(seed)
    refused = 0
    for number in range(50):
        table = chance.choice(sorted(seeds))
        path = tmp_path / f"{number}.csv"
        path.write_bytes(mutated(seeds[table], chance))
        try:
            result = import_files([Source(table, path, path.name)], tmp_path / "data")
        except UserError as error:
            refused += 1
            assert path.name in str(error)
            continue
        report = result.reports[table]
        assert (
            report.rows_read
            == report.rows_kept + report.rows_rejected + report.rows_left_out
            == read_raw(path, path.name).rows_read
        )
        assert len(result.rejects[table]) == report.rows_rejected + report.rows_left_out
        if table != "revenue":
            assert len(result.data.frame(table)) == report.rows_kept
    assert refused < 40


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")
def test_a_broken_real_export_is_read_or_refused(tmp_path) -> None:
    chance = random.Random(7)
    data = (SHARED / "salesforce_dataloader/opportunityData.csv").read_bytes()
    for number in range(15):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(mutated(data, chance))
        try:
            report = import_files([Source("deals", path, path.name)], tmp_path / "data").reports["deals"]
        except UserError as error:
            assert path.name in str(error)
        else:
            assert report.rows_read == report.rows_kept + report.rows_rejected + report.rows_left_out
