"""From a Parquet file to text cells that the import reads back as the same values."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from icp_core.errors import UserError
from icp_core.ingest.matching.headers import name_columns
from icp_core.ingest.progress import Stretch
from icp_core.ingest.reading.head import Head
from icp_core.ingest.reading.pile import Rows
from icp_core.ingest.reading.remarks import Remarks
from icp_core.ingest.reading.typed import EXACT, ONE_GROUP, number_text
from icp_core.results import join_words, plural

MOST_CELLS = 1_000_000_000  # a few kilobytes of Parquet can declare more rows than fit into memory
FEW_VALUES = 0.2  # share of different values below which a column is kept as codes
SAMPLE, MOST_IN_SAMPLE = 20_000, 0.9  # first cells, and share of different ones from which it is not even tried
DEEPEST = 4  # records inside records that are laid out as columns
_INDEX = "__index_level_"  # how a column is called that only counts the rows


def columnar_rows(data: bytes, remarks: Remarks, told: Stretch | None = None) -> tuple[Head, Rows]:
    """Read a Parquet file; its rows are counted from 1.

    Args:
        data: The file.
        remarks: Where it is said which columns hold nothing that can be a cell.
        told: Is told how far the reading is, by the columns.

    Returns:
        Its columns and its rows.

    Raises:
        UserError: The file is damaged, encrypted, empty or too large.
    """
    try:
        source = pq.ParquetFile(pa.BufferReader(data))
        count = source.metadata.num_rows
        if count * max(1, source.metadata.num_columns) > MOST_CELLS:
            raise UserError("The Parquet file holds more than a billion cells.", "Split it by year.", file=remarks.file)
        table = source.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise UserError(
            "The Parquet file cannot be read; it is damaged or encrypted.",
            "Write it again, or export the table as CSV (UTF-8).",
            file=remarks.file,
            found=str(error).splitlines()[0][:80] if str(error) else "damaged data",
        ) from error
    if not count:
        raise UserError("The file has no rows.", "Export it again and check that it holds rows.", file=remarks.file)
    named, lost = [], []
    columns = list(_flat(table))
    del table
    for name, column in (told or Stretch()).over(columns, f"Reading {remarks.file}"):
        text = None if name.startswith(_INDEX) else text_column(column)
        if text is None:
            lost.append(name)
        else:
            named.append((name, text))
    if lost:
        remarks.warn(
            f"{plural(len(lost), 'column')} hold no values that can be read as cells and were left out: "
            f"{join_words(lost)}.",
            "Export them as text if they matter.",
        )
    if not named:
        raise UserError("No column of the Parquet file can be read.", "Export it as CSV (UTF-8).", file=remarks.file)
    names = name_columns([name for name, _ in named])
    for sentence in names.notes:
        remarks.note(sentence)
    remarks.note("The rows of a Parquet file have no line numbers; they are counted from 1.")
    frame = pd.DataFrame({str(at): _cells(text) for at, (_, text) in enumerate(named)})
    return Head(names, names.names, 0, 0), Rows(frame, np.arange(1, count + 1, dtype=np.int64))


def text_column(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Write a column as text, an empty text for nothing; None when its type cannot be text.

    Example:
        >>> text_column(pa.chunked_array([[12.0, None, 1.5]])).to_pylist()
        ['12', '', '1.5']
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_floating(kind):
        text = _floats(column)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        text = _lists(column)
    elif pa.types.is_timestamp(kind):
        text = _moments(column)
    elif pa.types.is_nested(kind) or pa.types.is_duration(kind) or pa.types.is_interval(kind):
        return None
    else:
        text = _cast(column)
    if text is None:
        return None
    if pa.types.is_decimal(kind) or pa.types.is_floating(kind):
        text = pc.replace_substring_regex(text, ONE_GROUP, r"\10")
    return pc.fill_null(text, "")


def _flat(table: pa.Table) -> Iterator[tuple[str, pa.ChunkedArray]]:
    """Lay records inside cells out as columns of their own."""
    for _ in range(DEEPEST):
        if not any(pa.types.is_struct(field.type) for field in table.schema):
            break
        table = table.flatten()
    return zip(table.column_names, table.columns, strict=True)


def _cast(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    try:
        return column.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None


def _floats(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write whole numbers without a point, and no number as a power of ten."""
    known = pc.drop_null(pc.if_else(pc.is_finite(column), column, None))
    column = pc.if_else(pc.is_finite(column), column, None)
    whole = pc.all(pc.and_(pc.equal(known, pc.round(known)), pc.less(pc.abs(known), float(EXACT)))).as_py()
    if whole is not False:
        return column.cast(pa.int64()).cast(pa.large_string())
    text = column.cast(pa.large_string())
    powers = pc.fill_null(pc.match_substring(text, "e"), False)  # noqa: FBT003
    if not pc.any(powers).as_py():
        return text
    numbers = pa.array(map(number_text, column.filter(powers).to_pylist()), pa.large_string())
    return pa.chunked_array([pc.replace_with_mask(text.combine_chunks(), powers.combine_chunks(), numbers)])


def _lists(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Join the values of a list with semicolons."""
    values = text_column(pa.chunked_array([pc.list_flatten(column)]))
    if values is None:
        return None
    parents = pc.list_parent_indices(column).to_numpy()
    texts = pd.Series(values.to_pylist(), dtype="object").groupby(parents).agg("; ".join)
    return pa.chunked_array([pa.array(texts.reindex(range(len(column)), fill_value=""), pa.large_string())])


def _moments(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write moments as days where no time of day is given; a zone is read as the clock there showed it."""
    if column.type.tz is not None:
        column = pc.local_timestamp(column)
    if pc.all(pc.equal(pc.floor_temporal(column, unit="day"), column)).as_py() is not False:
        return column.cast(pa.date32()).cast(pa.large_string())
    seconds = pc.floor_temporal(column, unit="second").cast(pa.timestamp("s"), safe=False)
    return seconds.cast(pa.large_string())


def _cells(text: pa.ChunkedArray) -> pd.Series:
    """Bring a column to pandas, as codes where few values differ."""
    if pc.count_distinct(text.slice(0, SAMPLE)).as_py() > MOST_IN_SAMPLE * min(SAMPLE, len(text)):
        return pd.Series(pd.array(text, dtype="str"))
    coded = text.dictionary_encode().unify_dictionaries()
    texts = coded.chunk(0).dictionary if coded.num_chunks else pa.array([], pa.large_string())
    if len(texts) > FEW_VALUES * len(text):
        return pd.Series(pd.array(text, dtype="str"))
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in coded.chunks])
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(pd.array(texts, dtype="str"))))
