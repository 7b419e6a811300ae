"""Files broken as transfers, editors and people break them: each is read or refused, and no row and no cell is lost."""

import gzip
import io
import random
import re
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from icp_core.errors import UserError
from icp_core.ingest import Imported, RawTable, Source, guess_table, import_files, read_raw
from icp_core.sample import write_company
from tests.core.ingest.files import SHARED, column, imported, raw, reasons
from tests.core.ingest.workbook_files import workbook, zipped

FILES, GROUPS = 2_000, 8  # files in all, and in how many tests; a failing one is found again by its seed
LINES, SMALL = 6, 2_000  # lines of a real export that are broken; bytes below which it is broken as a whole
WIDE = 35  # columns of files that are left to the tests of real sets, for each takes as long as five others
BYTES = [b'"', b",", b"\n", b"\r", b"\x00", b";", b"\t", b"|", b"\xff", b"'", b"-", b"%", b"#", b"(", "€".encode()]
WORDS = [b"N/A", b"-", b"Total", b"1.234,56", b"1,234.56", b"31/12/2024", b"12/31/24", b"45000", b"$5", b"5 EUR", b'""',
    b"=1+1", b"9" * 30, b"1e400", b"NaN", b"inf", b"0000-00-00", b"2024-02-30", b"99999-01-01", b"\xa0", "ß".encode(),
    "é".encode("cp1252"), "日本".encode(), b"\xef\xbb\xbf", b"sep=;", b"true", b" ", b"a" * 3_000]  # fmt: skip
ONE_BYTE = ("UTF-8", "Windows-125", "Mac", "DOS", "ISO")  # encodings in which A to Z and 0 to 9 are one byte each
PACKED = (b"PK", b"\x1f\x8b")
LONGEST = 2_000  # characters of a message
LETTERS = re.compile(rb"[A-Za-z0-9]")


@lru_cache
def small_files() -> dict[str, bytes]:
    """Return small files to break: text, workbooks, Parquet, archives."""
    customers = b"account_id,name,industry,employees,start_date,churned,mrr\n" + b"".join(
        b'A%d,"Firm, %d",Oil,%d,2024-%02d-%02d,no,%d.50\n' % (n, n, n * 7, n % 12 + 1, n % 28 + 1, n * 9)
        for n in range(LINES)
    )
    deals = b"deal_id;account;stage;amount;created date;close date\r\n" + b"".join(
        b'%d;"Firm; %d";%s;1.%03d,50;%d.3.2024;%d.5.2024\r\n'
        % (n, n, (b"Won", b"Lost", b"Talk")[n % 3], n, n % 28 + 1, n % 28 + 1)
        for n in range(LINES)
    )
    periods = b"account_id\tstart_date\tend_date\tmrr\n" + b"".join(
        b"A%d\t2023-01-%02d\t\t%d\n" % (n, n + 1, n) for n in range(LINES)
    )
    wide = b"account|2024-01|2024-02|2024-03|2024-04\n" + b"".join(
        b"Firm %d|%d|%d||%d\n" % (n, n, n + 1, n + 3) for n in range(LINES)
    )
    frame = pd.read_csv(io.BytesIO(customers))
    rows = [["Report of sales"], [], list(frame), *frame.itertuples(index=False, name=None), ["Total", 5]]
    book = workbook({"Accounts": rows, "Notes": [["by hand"]]})
    return {
        "customers.csv": customers, "deals.csv": deals, "periods.txt": periods, "wide.csv": wide,
        "utf16.csv": deals.decode().encode("utf-16"), "book.xlsx": book, "columns.parquet": frame.to_parquet(),
        "packed.zip": zipped({"customers.csv": customers}), "packed.csv.gz": gzip.compress(deals),
    }  # fmt: skip


@lru_cache
def exports() -> dict[str, bytes]:
    """Return the first lines of the sample company's files and of public exports."""
    found = dict(small_files())
    with tempfile.TemporaryDirectory() as folder:
        write_company(folder, accounts=50, months=24)
        sample = [path for path in sorted(Path(folder).glob("*.csv")) if path.stem != "answers"]
        paths = [*sample, *sorted(SHARED.rglob("*.csv"))]
        for path in paths:
            name = f"{path.parent.name if path not in sample else 'sample'}/{path.name}"
            data = path.read_bytes()
            found[name] = data if len(data) < SMALL else b"".join(data.splitlines(keepends=True)[:LINES])
    return {name: data for name, data in found.items() if len(data) and data.split(b"\n")[0].count(b",") < WIDE}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Break a file in one to four places."""
    for _ in range(chance.randint(1, 4)):
        at, size = chance.randrange(len(data) + 1), chance.choice([1, 1, 2, 8, 200])
        match chance.randrange(11):
            case 0:
                data = data[:at] + data[at + size :]
            case 1:
                data = data[:at] + chance.randbytes(size) + data[at:]
            case 2:
                data = data[:at] + chance.choice(BYTES) + data[at:]
            case 3:
                data = data[:at] if chance.random() < 0.3 else data[at:] if chance.random() < 0.3 else data
            case 4:
                data = data[:at] + data[max(0, at - size * 5) : at] + data[at:]
            case 5:
                lines = data.split(b"\n")
                chance.shuffle(lines)
                data = b"\n".join(lines)
            case 6:
                old, new = chance.choice([b",", b";", b"\n", b"-", b"0", b"a", b'"']), chance.choice([*BYTES, b""])
                data = data.replace(old, new, chance.randint(1, 40))
            case 7:
                data = b"".join(bytes([byte ^ 1 << chance.randrange(8)]) if at <= place < at + min(size, 8) else
                    bytes([byte]) for place, byte in enumerate(data))  # fmt: skip
            case 8:
                cells = re.split(rb"([,;\t|\n])", data)
                cells[chance.randrange(len(cells))] = chance.choice(WORDS)
                data = b"".join(cells)
            case 9:
                lines = data.splitlines(keepends=True)
                other = chance.choice(["utf-8", "cp1252", "mac_roman", "utf-16-le"])
                lines.insert(chance.randrange(len(lines) + 1), 'é,"ü",ñ;1,5\n'.encode(other))
                data = b"".join(lines)
            case _:
                data = chance.choice([data + data, data[::-1], b"\n" * 3 + data, b"Title of the report\n\n" + data,
                    data + b"\nGrand total,,,5\nConfidential Information\n", data.replace(b"\n", b"\r"),
                    data.replace(b"\n", b"\r\n"), data.rstrip(b"\r\n")])  # fmt: skip
    return data


def letters_of(cells) -> Counter[str]:
    return Counter(letter for cell in cells for letter in str(cell) if letter.isascii() and letter.isalnum())


def every_letter_is_there(table: RawTable, data: bytes) -> None:
    """Compare the letters and digits below the header with those of the file, read without any parser."""
    first = min([*table.lines.tolist(), *(row.line for row in table.set_aside)])
    lines = re.split(rb"\r\n|\r|\n", data)[first - 1 :]
    found = letters_of(table.rows.to_numpy().ravel())
    for row in table.set_aside:
        found += letters_of(row.cells)
    written = Counter(match[0].decode() for match in LETTERS.finditer(b"\n".join(lines)))
    if any("without a name left out" in issue.reason for issue in table.issues):
        assert not found - written
    else:
        assert found == written


def adds_up(result: Imported, table: RawTable) -> None:
    for report in result.files:
        parts = report.rows_kept + report.rows_rejected + report.rows_left_out
        assert report.rows_read == parts == table.rows_read
        rejects = result.rejects[report.key]
        assert len(rejects) == report.rows_rejected + report.rows_left_out
        assert rejects["reason"].str.len().all()
        starts = [*table.lines.tolist(), *(row.line for row in table.set_aside)]
        assert len(set(starts)) == len(starts)
        assert set(rejects["row"]) <= set(starts)
        if report.table in ("deals", "feedback", "releases", "events"):
            assert result.data.rows[report.table] == report.rows_kept


@lru_cache
def table_of(name: str) -> str | None:
    """Return the table of an unbroken file; None when nobody can tell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(exports()[name])
        try:
            return guess_table(read_raw(path, path.name))[0]
        except UserError:
            return None


def check(name: str, data: bytes, folder: Path, number: int) -> bool:
    """Read and import one file; return whether it was imported rather than refused."""
    path = folder / f"{number}_{Path(name).name}"
    path.write_bytes(data)
    try:
        text = read_raw(path, path.name)
        if text.encoding.startswith(ONE_BYTE) and not data.startswith(PACKED):
            every_letter_is_there(text, data)
        mapping = {"account_id": text.header[0]} if name.startswith(("ugly", "lifelines")) else {}
        table = table_of(name) if number % 10 else None
        result = import_files([Source(table, path, path.name, mapping)], folder / "data")
    except UserError as error:
        assert path.name in str(error)
        assert len(str(error)) < LONGEST
        return False
    adds_up(result, text)
    return True


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_broken_file_is_read_or_refused_and_nothing_of_it_is_lost(tmp_path, monkeypatch, group: int) -> None:
    if group % 2:
        monkeypatch.setattr("icp_core.ingest.reading.raw.LARGE", 0)  # every file goes through the reader of large ones
    originals, was_read = exports(), 0
    for number in range(group * FILES // GROUPS, (group + 1) * FILES // GROUPS):
        chance = random.Random(number)
        name = chance.choice(sorted(originals))
        try:
            was_read += check(name, mutated(originals[name], chance), tmp_path, number)
        except Exception as error:
            error.add_note(f"seed {number}, {name}")
            raise
    assert was_read > FILES / GROUPS / 4


REPEATED = {
    "customers": "Account ID,Account Name,Domain,Country,Region,Employees,Industry,Churned,Technologies\n"
    + "1,Acme,acme.com,US,NA,5,Oil,Yes,a;b\n" * 4
    + ",,,,,,,,\n2,,,,,,,,\n,Beta,beta.com,UK,none,n/a,-,no,\n,,x.com,,,,Gas,,\n" * 2,
    "deals": "Deal ID,Account Name,Stage,Amount,Created Date,Close Date,Lost Reason,Owner\n"
    + "1,Acme,Won,5,1/2/2024,2/3/2024,,Bob\n" * 4
    + ",,Lost,x,,,Price,\n3,,,,,,,\n4,Bta,Open,$5,soon,31/31/2024,NA,-\n" * 2,
    "revenue": "Account ID,Month,MRR\n" + "1,2024-01,5\n" * 3 + ",2024-01,\n2,,5\nBeta,2024-02,x\n" * 2,
    "usage": "Account ID,Month,Active,Sessions\n" + "1,2024-01,Yes,5\n" * 3 + "1,2024-02,perhaps,\n,2024-02,,\n" * 2,
}


@pytest.mark.parametrize("table", REPEATED)
def test_a_large_file_with_repeated_and_empty_keys_adds_up(tmp_path, monkeypatch, table: str) -> None:
    monkeypatch.setattr("icp_core.ingest.reading.raw.LARGE", 0)
    imported(tmp_path, **{name: REPEATED[name] for name in dict.fromkeys(("customers", table))})


def test_a_large_file_of_deals_with_several_accounts_each_keeps_the_first(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("icp_core.ingest.reading.raw.LARGE", 0)
    rows = "".join(f"{number},1;2,closedwon,5\n" for number in range(9))
    result = imported(tmp_path, deals=f"Deal ID,Associated Company IDs,Deal Stage,Amount\n{rows}")
    assert set(column(result, "deals", "account_id")) == {"1"}


def test_a_hundred_blank_rows_above_the_header_are_passed_over(tmp_path) -> None:
    table = raw(tmp_path, "\n" * 100 + "account_id,name\n1,a\n")
    assert (table.header, table.lines.tolist()) == (("account_id", "name"), [102])


def test_a_title_above_a_table_with_vertical_bars_does_not_hide_them(tmp_path) -> None:
    assert raw(tmp_path, "Customers\nid|name|industry\n1|a|b\n2|c|d\n").header == ("id", "name", "industry")


def test_rejected_cells_stand_under_their_names_beside_a_column_without_one(tmp_path) -> None:
    result = imported(tmp_path, deals="Deal ID,,Stage,Amount\n1,,Won,5\n2,,Lost,6,7\n3,,Lost,8\n")
    assert result.rejects["deals"][["Deal ID", "Stage", "Amount"]].to_numpy().tolist() == [["2", "Lost", "6"]]


def test_a_day_far_behind_all_others_and_shortened_ids_are_warned_of(tmp_path) -> None:
    rows = "".join(f"{number},Won,2024-03-01\n" for number in range(30))
    result = imported(tmp_path, deals=f"Deal ID,Stage,Close Date\n1.23457E+11,Won,2042-03-01\n{rows}")
    assert "The latest day in the files is 1 March 2042" in reasons(result)
    assert "a spreadsheet shortened (1.23457E+11)" in reasons(result)
