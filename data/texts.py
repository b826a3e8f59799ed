"""How a cell is written: as its contract spells it, so that what leaves comes back the same."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.contracts import Contract


def as_texts(table: pa.Table, contract: Contract) -> dict[str, pa.Array]:
    """Each column of a dataset that the table has, as text; a missing cell stays missing."""
    held = [f for f in contract.fields if f.name in table.column_names]
    return {f.name: _texts(table[f.name].combine_chunks(), f.type) for f in held}


def _texts(cells: pa.Array, kind: str) -> pa.Array:
    if pa.types.is_floating(cells.type):
        # Shortest digits that give the same number back, never with an exponent.
        words = cells.dictionary_encode()
        spelt = [np.format_float_positional(v, trim="-") for v in words.dictionary.to_pylist()]
        return pa.DictionaryArray.from_arrays(words.indices, pa.array(spelt, pa.string())).cast(pa.string())
    if pa.types.is_decimal(cells.type) and cells.type.scale:
        return pc.utf8_rtrim(pc.utf8_rtrim(cells.cast(pa.string()), "0"), ".")
    if kind == "datetime":
        return pc.strftime(cells.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%dT%H:%M:%S")
    return cells.cast(pa.string())
