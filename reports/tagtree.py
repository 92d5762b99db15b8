"""The tag tree of a PDF without what says nothing: a third of the elements, the same reading.

WeasyPrint wraps every piece of text in a `Span` and names the headers of every table cell one by
one. Text may stand in its paragraph or cell itself, and a header says with `Scope` what it heads
(PDF/UA-1, 7.5): smaller by a tenth, and faster to write.
"""

from __future__ import annotations

from typing import Any

__all__ = ["compact"]

_WRAPPERS = frozenset({"/Span", "/NonStruct"})
_PLAIN = {"Type", "S", "K", "Pg", "P"}  # an element that says no more than what it holds
_HOLD_TEXT = _WRAPPERS | {"/P", "/TD", "/TH", "/LBody", "/Lbl", "/Link", "/Caption"} | {
    f"/H{level}" for level in range(1, 7)
}  # fmt: skip


def compact(pdf: Any) -> set[int]:
    """Simplify the tag tree of a ``pydyf.PDF`` in place; return the numbers of unused objects."""
    if "StructTreeRoot" not in pdf.catalog:
        return set()
    objects = pdf.objects
    root = objects[_number(pdf.catalog["StructTreeRoot"])]
    entries = objects[_number(root["ParentTree"])]["Nums"]
    owners = dict(zip(entries[::2], entries[1::2], strict=True))  # by page: element of each text
    pages = {reference: page for page, reference in enumerate(pdf.page_references)}
    elements = [item for item in objects if _is_element(item)]
    unused = set()
    for element in reversed(elements):  # children are made after their parent
        if element["S"] in _WRAPPERS and element.keys() == _PLAIN:
            parent = objects[_number(element["P"])]
            if _unwrap(element, parent, objects, owners[pages[element["Pg"]]]):
                unused.add(element.number)
    for element in elements:
        if element["S"] == "/TH":
            group = objects[_number(objects[_number(element["P"])]["P"])]
            element.pop("ID", None)
            element["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
        elif element["S"] == "/TD":
            element["A"].pop("Headers", None)
            if element["A"].keys() == {"O"}:
                del element["A"]
    return unused


def _unwrap(element: Any, parent: Any, objects: list[Any], owner: list[bytes]) -> bool:
    """Put what *element* holds in its place in *parent*, where the standard allows it there."""
    holds_text = any(isinstance(kid, int) for kid in element["K"])
    fits = parent["S"] in _HOLD_TEXT and parent.get("Pg") == element["Pg"]
    if (holds_text and not fits) or element.reference not in parent["K"]:
        return False
    place = parent["K"].index(element.reference)
    parent["K"][place : place + 1] = element["K"]
    for kid in element["K"]:
        if isinstance(kid, int):
            owner[kid] = parent.reference
        elif "P" in objects[_number(kid)]:  # a reference to an annotation has no parent
            objects[_number(kid)]["P"] = parent.reference
    return True


def _is_element(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/StructElem"


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
