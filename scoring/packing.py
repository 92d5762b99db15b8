"""Each firm's numbers as a few bytes, and a ``ScoreTable`` from many such bytes, unscored.

A batch of firms is one array of records; the bytes of a firm are its record. So packing is copying,
and a dashboard of ten thousand firms reads in milliseconds what scoring took seconds to find out.
Numbers come back bit by bit as they were, also under a later engine. The other parts of a card
(credits, weights) are looked up in the questionnaire: an engine that reads codes differently needs
another ``LAYOUT``, and has to go on reading this one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from questionnaires.answers import AnswerSheet
from questionnaires.errors import Place, Problem
from questionnaires.model import Questionnaire
from scoring.compilation import compile_plan
from scoring.engine import Numbers
from scoring.errors import MAX_PROBLEMS, ScoringError
from scoring.matrix import Facts, Matrix, no_sheet
from scoring.plan import Plan
from scoring.table import ScoreTable

__all__ = ["LAYOUT", "pack", "unpack"]

LAYOUT = 1
"""Version of the record, its first byte."""

_TEXT = 8  # bytes; codes of regions have six digits, of industries four characters
_DIGEST = 8  # bytes of the questionnaire's digest
_HEAD = 1 + _DIGEST  # layout and digest, the same for all firms; a checksum of the rest follows
_CHECKED = _HEAD + 4  # where the part begins that the checksum is of


def pack(table: ScoreTable) -> list[bytes]:
    """Return the numbers of every firm of *table*, in its order, as bytes for ``unpack``.

    Names, credit codes and the answers as they were written (reasons, both figures of a ratio) are
    not in them: those are the sheet's.
    """
    matrix, numbers, facts = table.matrix, table.numbers, table.facts
    records = np.zeros(len(table), _layout(table.plan))
    for name in ("codes", "values", "variants"):
        records[name] = getattr(matrix, name).T
    for name in ("scores", "highs", "coverage", "levels", "gates"):
        records[name] = getattr(numbers, name).T
    records["unfinished"], records["quick"] = numbers.unfinished, matrix.quick
    for name in ("processes", "size", "employees", "revenue"):
        records[name] = getattr(facts, name)
    for name in ("industry", "region"):
        records[name] = _narrow(getattr(facts, name))
    records["head"] = np.void(_head(table.plan))
    step, joined = records.dtype.itemsize, records.tobytes()
    records["checksum"] = [
        crc32(joined[start + _CHECKED : start + step]) for start in range(0, len(joined), step)
    ]
    joined = records.tobytes()
    return [joined[start : start + step] for start in range(0, len(joined), step)]


def unpack(
    questionnaire: Questionnaire,
    blobs: Sequence[bytes],
    ids: Sequence[str] = (),
    sheets: Callable[[int], AnswerSheet] | None = None,
) -> ScoreTable:
    """Return the table of the firms whose numbers ``pack`` put into *blobs*; nothing is scored.

    *ids* name the firms, *sheets* returns the answer sheet of the firm at a position, which only
    ``card`` and ``sheet`` need. Raises ``ScoringError`` naming each blob that is damaged or belongs
    to another questionnaire, version or layout.
    """
    plan = compile_plan(questionnaire)
    records = _read(plan, blobs)

    def rows(name: str) -> NDArray[Any]:
        return np.ascontiguousarray(records[name].T)

    matrix = Matrix(
        codes=rows("codes"),
        values=rows("values"),
        facts=Facts(
            **{name: rows(name) for name in ("processes", "size", "employees", "revenue")},
            **{name: records[name].astype(str).astype(object) for name in ("industry", "region")},
        ),
        quick=rows("quick"),
        sheet=sheets or no_sheet,
        ids=ids,
        variants=rows("variants"),
    )
    names = ("scores", "highs", "coverage", "levels", "gates", "unfinished")
    return ScoreTable(plan, matrix, Numbers(**{name: rows(name) for name in names}))


@lru_cache(maxsize=64)
def _layout(plan: Plan) -> np.dtype[np.void]:
    """Return the record of one firm, its bytes in the same order on every machine."""
    nodes, codes = (len(plan.nodes),), np.dtype(plan.code_type).newbyteorder("<")
    return np.dtype(
        [
            ("head", f"V{_HEAD}"),
            ("checksum", "<u4"),
            *((name, "<f8", nodes) for name in ("scores", "highs", "coverage")),
            ("values", "<f8", (len(plan.quantities),)),
            ("employees", "<f8"),
            ("revenue", "<f8"),
            ("processes", "<i8"),
            ("codes", codes, (len(plan.questions),)),
            ("variants", "u1", (len(plan.varied),)),
            ("levels", "i1", nodes),
            ("gates", "?", (len(plan.gates),)),
            ("unfinished", "?"),
            ("quick", "?"),
            ("size", "i1"),
            ("industry", f"S{_TEXT}"),
            ("region", f"S{_TEXT}"),
        ]
    )


def _head(plan: Plan) -> bytes:
    return bytes([LAYOUT]) + bytes.fromhex(plan.questionnaire.digest)[:_DIGEST]


def _narrow(texts: NDArray[np.object_]) -> NDArray[np.bytes_]:
    found = texts.astype(np.bytes_)
    if found.itemsize > _TEXT:
        raise ValueError(f"codes of more than {_TEXT} characters")  # no code list has them
    return found


def _read(plan: Plan, blobs: Sequence[bytes]) -> NDArray[np.void]:
    """Return the records in *blobs*, or say of each what is wrong with it."""
    layout, head = _layout(plan), _head(plan)
    _refuse("packing.foreign", [blob[:_HEAD] != head for blob in blobs])
    _refuse("packing.damaged", [len(blob) != layout.itemsize for blob in blobs])
    records = np.frombuffer(b"".join(blobs), layout)
    found = np.fromiter((crc32(memoryview(blob)[_CHECKED:]) for blob in blobs), np.uint32)
    _refuse("packing.damaged", found != records["checksum"])
    return records


def _refuse(code: str, wrong: Sequence[bool] | NDArray[np.bool_]) -> None:
    if rows := np.flatnonzero(wrong).tolist():
        raise ScoringError([Problem(code, Place(row=row + 1)) for row in rows[:MAX_PROBLEMS]])
