"""Whatever dialect a table is written in, its values come back."""

import csv
import io
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icp_core.ingest import Source, import_files
from tests.core.ingest.files import column, imported

PARTS = ["ab", "cd", " ", ",", ";", "|", '"', "'", "\n", "0", "-"]
LETTERS = {  # encoding to the letters that tell it
    "utf-8": "éÄñöåßŁ日🙂я", "utf-8-sig": "éÄñöåßŁ日🙂я", "utf-16": "éÄñöåßŁ日🙂я", "utf-16-le": "éÄñ", "utf-16-be": "éÄñ",
    "cp1252": "éÄñöåß€–", "latin-1": "éÄñöåß", "mac_roman": "éÄñöåß",
}  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December")  # fmt: skip
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d %b %Y", "%B %d, %Y", "%Y%m%d",
    "%Y-%m-%dT%H:%M:%SZ", "%d-%b-%y", "serial", "seconds", "milliseconds")  # fmt: skip
STYLES = ("bare", "english", "german", "swiss", "french", "brackets", "sign", "code", "minus after", "dashed cents")
FLAGS = (("Yes", "no"), ("TRUE", "FALSE"), ("1", "0"), ("Ja", "Nein"), ("y", "n"))
TELLING = (-1_234_567.5, date(2019, 12, 31))  # a row that shows marks and order of the file, so that nothing is guessed


@dataclass(frozen=True)
class Dialect:
    """How a table is written down."""

    delimiter: str
    encoding: str
    newline: str
    style: str
    form: str
    flags: tuple[str, str]
    above: str
    below: str
    blanks: bool

    @property
    def quoting(self) -> int:
        """Python 3.11 forgets to quote a line feed between lone carriage returns."""
        return csv.QUOTE_ALL if self.newline == "\r" else csv.QUOTE_MINIMAL


@st.composite
def written_tables(draw) -> tuple[Dialect, list[tuple[str, float, date, bool]]]:
    dialect = Dialect(
        draw(st.sampled_from([",", ";", "\t", "|"])),
        draw(st.sampled_from(sorted(LETTERS))),
        draw(st.sampled_from(["\n", "\r\n", "\r"])),
        draw(st.sampled_from(STYLES)),
        draw(st.sampled_from(DATES)),
        draw(st.sampled_from(FLAGS)),
        draw(st.sampled_from(["", "Customers by region", "Customers by region\n\nPrepared for the board"])),
        draw(st.sampled_from(["", "Total", "Confidential Information - Do Not Distribute"])),
        draw(st.booleans()),
    )
    parts = st.sampled_from([*PARTS, *(f"n{letter}r" for letter in LETTERS[dialect.encoding])])
    words = st.lists(parts, min_size=1, max_size=8).map(lambda found: f"w{''.join(found)}x")
    amounts = st.floats(-1e6, 1e9).map(lambda number: round(number, 2))
    days = st.dates(date(2002, 1, 1), date(2050, 12, 31))  # later than the first second that is no other number
    rows = draw(st.lists(st.tuples(words, amounts, days, st.booleans()), min_size=1, max_size=8))
    return dialect, [("Renée Müller", *TELLING, False), *rows]


def money(number: float, style: str, sign: str) -> str:
    text = f"{number:,.2f}"
    match style:
        case "bare":
            return f"{number:.2f}"
        case "german":
            return text.translate(str.maketrans(",.", ".,"))
        case "swiss":
            return text.replace(",", "'")
        case "french":
            return text.replace(",", "\xa0" if number > 0 else " ").replace(".", ",")
        case "brackets" if number < 0:
            return f"({text.lstrip('-')})"
        case "sign":
            return f"{sign} {text}"
        case "code":
            return f"{text} EUR"
        case "minus after" if number < 0:
            return f"{text.lstrip('-')}-"
        case "dashed cents" if number == round(number):
            return f"{number:,.0f}.-"
    return text


def day_text(day: date, form: str) -> str:
    """Write a day without the help of the locale."""
    if form == "serial":
        return str((day - date(1899, 12, 30)).days)
    if form.endswith("seconds"):
        return str((day - date(1970, 1, 1)).days * 86_400 * (1_000 if form == "milliseconds" else 1))
    name = MONTHS[day.month - 1]
    return day.strftime(form.replace("%b", name[:3]).replace("%B", name))


def file_of(dialect: Dialect, rows: list[tuple[str, float, date, bool]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.newline, quoting=dialect.quoting)
    for title in dialect.above.splitlines():
        writer.writerow([title] if title else [])
    writer.writerow(["account_id", "industry", "current_arr", "start_date", "churned"])
    for number, (word, amount, day, gone) in enumerate(rows):
        flag = dialect.flags[0 if gone else 1]
        writer.writerow(
            [
                f"00{number}",
                word,
                money(amount, dialect.style, "£" if dialect.encoding == "latin-1" else "€"),
                day_text(day, dialect.form),
                flag,
            ]
        )
        if dialect.blanks and number % 3 == 0:
            writer.writerow([""] * 5)
    if dialect.below:
        writer.writerow([])
        writer.writerow([dialect.below])
    return text.getvalue().encode(dialect.encoding)


@given(written_tables())
@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_the_values_come_back_from_any_dialect(written) -> None:
    dialect, rows = written
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "c.csv"
        path.write_bytes(file_of(dialect, rows))
        result = import_files([Source("customers", path, "c.csv")], Path(folder) / "data")
        frame, report = result.data.frame("customers"), result.reports["customers"]
    assert frame["account_id"].tolist() == [f"00{number}" for number in range(len(rows))]
    assert frame["industry"].tolist() == [word.strip() for word, _, _, _ in rows]
    assert frame["current_arr"].tolist() == [amount for _, amount, _, _ in rows]
    assert [day.date() for day in frame["start_date"]] == [day for _, _, day, _ in rows]
    assert frame["churned"].tolist() == [gone for _, _, _, gone in rows]
    assert report.rows_kept == len(rows)
    assert report.rows_read == report.rows_kept + report.rows_left_out
    assert {question.id for question in result.questions if question.urgent} <= {"twins"}


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Příliš žluťoučký kůň, Škoda Plzeň, Černý potok, České dráhy, Třinecké železárny, Jihočeské stavby", "cp1250"),
        ("Győr Művek, Szövetkezet Őrség, Tűzép Kft, Hűtő és Gép, Erdőgazdaság, Közép-európai Bank", "cp1250"),
        ("Señor Muñoz, Compañía Española, Pingüino, Ángel Núñez, Peñarroya, Azúcar del Año", "cp1252"),
        ("Müller Größe, Österreich Käse, Böhm & Söhne, Jürgen Weiß, Façade Élan", "mac_roman"),
        ("Weiß, Renée, Groß", "mac_roman"),
        ("Lyon–Paris, L’Oréal, ab 5 € – 7 €, § 5", "cp1252"),
        ("pay–per–use, end–to–end", "cp1252"),
    ],
)
def test_the_letters_tell_the_code_page(tmp_path, words: str, encoding: str) -> None:
    names = [f"{word} {number}" for number in range(4) for word in words.split(", ")]
    content = "account_id,industry\n" + "".join(f"{number},{name}\n" for number, name in enumerate(names))
    frame = imported(tmp_path, customers=content.encode(encoding)).data.frame("customers")
    assert frame["industry"].tolist() == names


def test_a_dash_for_no_cents_is_no_minus_and_one_behind_a_currency_is_zero(tmp_path) -> None:
    text = "account_id;arr\nA;1.200,-\nB;25,-- €\nC;3,50\nD;€ -\nE;- €\nF;3,50-\n"
    assert column(imported(tmp_path, customers=text), "customers", "current_arr") == [1200.0, 25.0, 3.5, 0.0, 0.0, -3.5]
