"""Editing a criterion of the ICP at 100,000 accounts beside an empty page: wall and processor time of a click.

    .venv/bin/icp-workbench sample --accounts 100000 --out /tmp/big
    .venv/bin/python benchmarks/editing.py /tmp/big [--edits 30] [--criteria 500]

The app runs without a browser (Streamlit's own test runner), so both figures leave out drawing. The files are
customers, deals and revenue; they are imported once. An edit moves the lower end of the employees' range to a value
never used before, so that only what does not depend on the ICP can come from a cache.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from streamlit.testing.v1 import AppTest

from icp_core.profile import Criterion, IcpProfile, profile_from_text
from icp_core.store import Store
from pages.ui import cached

HERE = Path(__file__).resolve().parents[1]
TABLES = ("customers", "deals", "revenue")
PATIENCE = 900  # seconds for the import


class Taken(NamedTuple):
    """Milliseconds by the clock, and of the processor."""

    wall: float
    cpu: float


def timed(work: Callable[[], object]) -> Taken:
    """Return how long something takes."""
    started, busy = time.perf_counter(), time.process_time()
    work()
    return Taken(1e3 * (time.perf_counter() - started), 1e3 * (time.process_time() - busy))


def empty_page(times: int) -> list[Taken]:
    """Return how long each of so many clicks takes on a page that holds a title and a button."""

    def page() -> None:
        import streamlit as st

        st.title("Empty")
        st.button("Click")

    app = AppTest.from_function(page).run()
    return [timed(lambda: app.button[0].click().run()) for _ in range(times)]


def prepared(folder: Path, profile: IcpProfile) -> None:
    """Put the files and an ICP into a workspace."""
    store = Store()
    made = store.create_workspace("Large")
    for table in TABLES:
        with (folder / f"{table}.csv").open("rb") as stream:
            store.save_upload(made.id, table, f"{table}.csv", stream)
    store.save_profile(made.id, profile, key=0)


def many(profile: IcpProfile, count: int) -> IcpProfile:
    """Return an ICP with so many criteria, on all columns in turn."""
    more = [
        Criterion(column="industry", op="in", value=("Software", f"Trade {number}"))
        if number % 2
        else Criterion(column="employees", op=">=", value=float(number + 1))
        for number in range(count - len(profile.criteria))
    ]
    return profile.model_copy(update={"criteria": (*profile.criteria, *more)})


def edits(app: AppTest, times: int) -> list[Taken]:
    """Return how long each of so many edits takes."""
    taken = []
    for number in range(times):
        low = next(field for field in app.number_input if field.label == "From")
        taken.append(timed(lambda low=low, number=number: low.set_value(101.0 + number).run()))
        assert not app.error, app.error[0].value
    return taken


def refused(*_: object) -> None:
    """Stop the measurement where the page asks for what does not belong to it."""
    raise SystemExit("the ICP page asked for the comparison or for what was observed")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--edits", type=int, default=30)
    parser.add_argument("--criteria", type=int, default=0, help="so many criteria instead of the sample's three")
    options = parser.parse_args()
    profile = profile_from_text((options.folder / "icp.yaml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as home:
        os.environ["ICP_HOME"] = home
        prepared(options.folder, many(profile, options.criteria) if options.criteria else profile)
        cached.compared = cached.observed = refused
        app = AppTest.from_file(str(HERE / "app.py"), default_timeout=PATIENCE)
        app = app.switch_page("pages/steps/icp.py")
        first = timed(app.run)
        if options.criteria:
            pages = next(box for box in app.selectbox if box.label == "Criteria to edit")
            pages.set_value(next(page for page in pages.options if page.startswith("1 to "))).run()
        edits(app, 3)
        taken, empty = edits(app, options.edits), empty_page(options.edits)
    count = options.criteria or len(profile.criteria)
    print("| criteria | first visit s | | empty page ms | edit p50 ms | edit p95 ms | p50 above the empty page ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for kind in Taken._fields:
        edit, rest = ([getattr(one, kind) for one in part] for part in (taken, empty))
        p50, nothing, p95 = statistics.median(edit), statistics.median(rest), statistics.quantiles(edit, n=20)[18]
        visit = getattr(first, kind) / 1e3
        print(f"| {count} | {visit:.0f} | {kind} | {nothing:.0f} | {p50:.0f} | {p95:.0f} | {p50 - nothing:.0f} |")


if __name__ == "__main__":
    main()
