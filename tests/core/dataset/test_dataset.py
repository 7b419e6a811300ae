"""The canonical tables and the frozen handle."""

from dataclasses import FrozenInstanceError
from datetime import date

import pandas as pd
import pytest

from icp_core.dataset import TABLES, Dataset, Kind

CUSTOMERS = pd.DataFrame({"account_id": ["a", "b"], "current_arr": [10.0, None], "industry": [None, None]})


def test_a_column_without_any_known_value_is_not_there():
    data = Dataset.of(customers=CUSTOMERS)
    assert data.has("customers", "account_id", "current_arr")
    assert not data.has("customers", "industry")
    assert not data.has("customers", "no such column")
    assert not data.has("deals")


def test_a_table_that_was_not_given_is_a_key_error():
    with pytest.raises(KeyError):
        Dataset.of(customers=CUSTOMERS).frame("deals")


def test_a_data_set_cannot_be_changed():
    data = Dataset.of(customers=CUSTOMERS)
    with pytest.raises(FrozenInstanceError):
        data.as_of = date(2020, 1, 1)
    with pytest.raises(TypeError):
        data.tables["deals"] = CUSTOMERS


def test_the_fingerprint_follows_every_cell_and_the_day():
    corrected = CUSTOMERS.assign(current_arr=[10.0, 5.0])
    prints = {
        Dataset.of(customers=CUSTOMERS).fingerprint,
        Dataset.of(customers=corrected).fingerprint,
        Dataset.of(customers=CUSTOMERS, as_of=date(2024, 1, 1)).fingerprint,
        Dataset.of(deals=CUSTOMERS).fingerprint,
    }
    assert len(prints) == 4
    assert Dataset.of(customers=CUSTOMERS.copy()).fingerprint in prints


def test_a_table_on_disk_reads_as_the_frame_it_was(tmp_path):
    path = tmp_path / "customers.parquet"
    CUSTOMERS.to_parquet(path)
    data = Dataset({"customers": path}, "print", date(2025, 12, 31))
    pd.testing.assert_frame_equal(data.frame("customers"), CUSTOMERS, check_dtype=False)
    assert data.rows == {"customers": 2}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_says_what_it_holds_and_names_each_column_once(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name.islower() for name in names)
    assert table.meaning
    assert table.answers
    assert all(column.meaning and isinstance(column.kind, Kind) for column in table.columns)


def test_a_column_is_found_by_its_name():
    assert TABLES["deals"].column("amount").kind is Kind.MONEY
    with pytest.raises(KeyError):
        TABLES["deals"].column("colour")


def test_an_account_is_called_the_same_in_every_table():
    assert all(table.column("account_id").kind is Kind.KEY for table in TABLES.values() if "account_id" in
               {column.name for column in table.columns})  # fmt: skip
