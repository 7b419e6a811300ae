"""What every page has in common: how numbers are written, what tables keep in view, and where words are explained."""

import pytest
from streamlit.testing.v1 import AppTest

from icp_core.metrics import SEGMENT
from icp_core.results import Estimate, Unit
from pages.ui import headers, show
from tests.pages.conftest import open_app, words_of

NO_BREAK = "\u00a0"


def test_a_number_and_its_percent_sign_stay_on_one_line_and_so_do_n_and_p():
    told = show.escape("94 % of 120 against 7.5 % (n = 1,200, p = 0.03); discounts of % or more, n = few")
    assert told == (
        f"94{NO_BREAK}% of 120 against 7.5{NO_BREAK}% (n{NO_BREAK}={NO_BREAK}1,200, p{NO_BREAK}={NO_BREAK}0.03); discounts of % or more, n = few"
    )


def test_a_table_writes_the_unit_of_an_interval_once():
    share = Estimate(0.5, Unit.RATIO, 10, low=0.25, high=0.75)
    amount = Estimate(22_400.0, Unit.MONEY, 9, low=19_200.0, high=25_600.0)
    assert show.written([share, amount], "EUR") == ["50.0 % (25.0 to 75.0)", "EUR 22.4k (19.2k to 25.6k)"]


def test_the_column_that_names_the_row_stays_in_view_and_an_empty_cell_says_nothing():
    def page() -> None:
        import pandas as pd

        from pages.ui import headers, show

        rows = pd.DataFrame({"name": ["a"], "paid": [None]})
        show.table(rows, alt="Two columns", columns={"name": "Name", "paid": headers.money("Paid", "EUR")})

    app = AppTest.from_function(page).run()
    assert not app.exception
    shown = app.dataframe[0].proto
    assert shown.placeholder == show.NOTHING
    columns = shown.columns
    assert '"pinned": true' in columns
    assert columns.index('"pinned": true') < columns.index("Paid (EUR)")
    assert columns.count("pinned") == 1


@pytest.mark.parametrize(
    ("column", "words", "title"),
    [
        ("company_size", "company size", "Company size"),
        ("current_arr", "current ARR", "Current ARR"),
        ("Lead Source", "Lead Source", "Lead Source"),
        (SEGMENT, "segment (the groups found here)", "Segment (the groups found here)"),
    ],
)
def test_a_column_is_called_in_words(column, words, title):
    assert headers.in_words(column) == words
    assert headers.title(column) == title


def test_the_about_page_explains_the_words_that_pages_use(home):
    app = open_app()
    app.switch_page(show.ABOUT).run()
    told = words_of(app)
    for word in ("n", "p", "Points", "Rings", "ARR", "Net revenue retention"):
        assert f"**{word}**: " in told
