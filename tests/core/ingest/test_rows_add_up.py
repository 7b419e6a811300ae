"""Whatever mixture of bad rows, repeats, further files and repairs comes: no row is lost and none is counted twice."""

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icp_core.ingest import Imported, Source, import_files
from icp_core.report import to_csv
from tests.core.ingest.files import written
from tests.core.ingest.test_appending import adds_up

DEAL = st.tuples(
    st.sampled_from(["1", "2", "3", "007", "=4", "x,y", ""]),
    st.sampled_from(["Won", "Lost", "Open", "", " "]),
    st.sampled_from(["5", "1.5", "much", ""]),
    st.sampled_from(["2024-01-31", "2024-02-30", "soon", ""]),
)
MONTH = st.tuples(
    st.sampled_from(["A", "B", "C", ""]),
    st.sampled_from(["2024-01", "2024-02", "2024-03", "never", ""]),
    st.sampled_from(["1", "2", "x", ""]),
)
ODD = st.sampled_from(["", ",", ",,,", "1", "a,b,c,d,e,f"])  # blank, blank with commas, ragged
TABLES = {"deals": ("Deal ID,Stage,Amount,Close Date", DEAL), "revenue": ("account_id,month,mrr", MONTH)}
FIXED = {"deals": {"Stage": "Won"}, "revenue": {"account_id": "D", "month": "2024-02", "mrr": "3"}}


@st.composite
def tables(draw) -> tuple[str, list[str]]:
    """Draw a table and one to three files of it, each with at least one good row."""
    table = draw(st.sampled_from(sorted(TABLES)))
    header, row = TABLES[table]
    good = "9,Won,5,2024-01-31" if table == "deals" else "A,2024-01,1"
    line = row.map(lambda cells: ",".join(f'"{cell}"' if "," in cell else cell for cell in cells)) | ODD
    bodies = draw(st.lists(st.lists(line, max_size=12), min_size=1, max_size=3))
    return table, ["\n".join([header, good, *body, ""]) for body in bodies]


def known(result: Imported, table: str) -> pd.DataFrame:
    return result.data.frame(table)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.data())
def test_read_is_kept_and_rejected_and_left_out_over_all_files_and_repairs(drawn, data) -> None:
    table, contents = drawn
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sources = [
            Source(table, written(folder, text, f"{number}.csv"), f"{number}.csv")
            for number, text in enumerate(contents)
        ]
        first = import_files(sources, folder / "data")
        adds_up(first)
        for report, text in zip(first.files, contents, strict=True):
            assert report.rows_read == text.count("\n") - 1
        mended = []
        for position, (source, report) in enumerate(zip(sources, first.files, strict=True)):
            rejects = first.rejects[report.key].copy()
            rows = data.draw(st.sets(st.sampled_from(rejects["row"].tolist()))) if len(rejects) else set()
            for name, cell in FIXED[table].items():
                rejects.loc[rejects["row"].isin(rows), name] = cell
            if len(rejects):
                path = written(folder, to_csv(rejects), f"mended_{position}.csv")
                source = Source(table, source.path, source.name, repairs=(Source(None, path, path.name),))
            mended.append(source)
        second = import_files(mended, folder / "data")
        adds_up(second)
        for before, after in zip(first.files, second.files, strict=True):
            assert before.rows_read == after.rows_read
        key = ["deal_id"] if table == "deals" else ["account_id", "month"]
        assert not known(second, table).duplicated(key).any()
        if table == "revenue":
            keys = set(known(first, table)[key].astype(str).itertuples(index=False))
            assert keys <= set(known(second, table)[key].astype(str).itertuples(index=False))
        else:
            assert len(known(second, table)) == second.reports[table].rows_kept
