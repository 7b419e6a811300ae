"""A file that lacks a column can be mapped on the page that refuses it."""

from tests.pages.conftest import tab, words_of
from tests.pages.test_data_page import CUSTOMERS, uploaded

PERIODS = "Kundennummer;Los;Schluss;MRR\nc1;2024-01-01;2024-12-31;10\nc1;2025-01-01;2025-12-31;12\nc2;2024-03-01;;9\n"


def holds(app, header: str):
    return next(box for box in app.selectbox if box.label == f"{header} holds")


def as_revenue(app):
    return holds(app, "periods.csv").set_value("revenue").run()


def opened(app, number: int):
    """Open the columns of the refused file, the ``number``-th upload."""
    app.session_state[f"refused_columns:{number}"] = True
    return app.run()


def test_a_file_that_is_refused_for_want_of_a_month_becomes_paid_periods_once_its_start_is_mapped(home) -> None:
    app = as_revenue(uploaded(periods=PERIODS))
    assert "lacks 'month'" in words_of(app)
    app = opened(app, 1)
    holds(app, "Los").set_value("start_date").run()
    assert "lacks 'month'" not in words_of(app)
    assert not app.exception
    app = tab(app, "Columns")
    assert holds(app, "Los").value == "start_date"


def test_the_columns_of_a_refused_file_can_be_mapped_beside_a_file_that_was_read(home) -> None:
    app = as_revenue(uploaded(customers=CUSTOMERS, periods=PERIODS))
    app = opened(tab(app, "Files"), 2)
    assert holds(app, "Schluss").value == ""
    holds(app, "Los").set_value("start_date").run()
    assert "lacks 'month'" not in words_of(app)


def test_a_file_whose_table_nobody_knows_is_asked_for_its_table_first(home) -> None:
    app = opened(uploaded(periods=PERIODS), 1)
    assert "Choose above which table the file is" in words_of(app)
    assert not [box for box in app.selectbox if box.label == "Los holds"]
