"""The tag tree of a PDF: without what says nothing, and as PDF/UA-1 wants it.

WeasyPrint wraps every piece of text in a `Span` and names the headers of every table cell one by
one. Text may stand in its paragraph or cell itself, and a header says with `Scope` what it heads
(7.5): a third of the elements go, the document is smaller by a tenth and faster to write. It also
takes levels of headings as they come, and puts elements of HTML where the standard has no place
for them: groups inside lists, links inside links.
"""

from __future__ import annotations

from typing import Any

from reports.references import elements_of_texts, number_of

__all__ = ["compact"]

_WRAPPERS = frozenset({"/Span", "/NonStruct"})
_MISPLACED = frozenset({("/Div", "/L"), ("/Link", "/Link")})  # element, parent
_CAPTIONED = frozenset({"/Table", "/Figure", "/L"})
_PLAIN = {"Type", "S", "K", "Pg", "P"}  # an element that says no more than what it holds
_HEADINGS = frozenset(f"/H{level}" for level in range(1, 7))
_BLOCKS = frozenset({"/P", "/TD", "/TH", "/LBody", "/Lbl", "/Link", "/Caption"})
_HOLD_TEXT = _WRAPPERS | _BLOCKS | _HEADINGS


def compact(pdf: Any) -> set[int]:
    """Simplify the tag tree of a ``pydyf.PDF`` in place; return the numbers of unused objects."""
    if "StructTreeRoot" not in pdf.catalog:
        return set()
    objects = pdf.objects
    entries = elements_of_texts(pdf)
    elements = [item for item in objects if _is_element(item)]
    replaced = _unwrap_all(elements, pdf, entries)
    for place in range(1, len(entries), 2):  # annotations have one owner each
        while isinstance(entries[place], bytes) and entries[place] in replaced:
            entries[place] = replaced[entries[place]]
    _number_headings(elements)
    for element in elements:
        _mend(element, objects)
        if not any(isinstance(kid, int) for kid in element["K"]):
            element.pop("Pg", None)  # the page of the pieces of text it holds
    return {number_of(reference) for reference in replaced}


def _unwrap_all(elements: list[Any], pdf: Any, entries: list[Any]) -> dict[bytes, bytes]:
    """Take out what can go; return what took the place of each element."""
    objects = pdf.objects
    owners = dict(zip(entries[::2], entries[1::2], strict=True))  # by page: element of each text
    pages = {reference: page for page, reference in enumerate(pdf.page_references)}
    replaced = {}
    for element in reversed(elements):  # children are made after their parent
        if element.keys() == _PLAIN:
            parent = objects[number_of(element["P"])]
            idle = element["S"] in _WRAPPERS or (element["S"], parent["S"]) in _MISPLACED
            if idle and _unwrap(element, parent, objects, owners[pages[element["Pg"]]]):
                replaced[element.reference] = parent.reference
    return replaced


def _number_headings(elements: list[Any]) -> None:
    """Close the gaps between levels of headings (7.4.2), which HTML chooses by their looks."""
    above: list[str] = []
    for element in elements:  # in the order of reading
        level = element["S"]
        if level in _HEADINGS:
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            element["S"] = f"/H{len(above)}"


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
        elif "P" in objects[number_of(kid)]:  # a reference to an annotation has no parent
            objects[number_of(kid)]["P"] = parent.reference
    return True


def _mend(element: Any, objects: list[Any]) -> None:
    """Say what a header heads, and drop what is then implied."""
    kind = element["S"]
    if kind == "/TH":
        group = objects[number_of(objects[number_of(element["P"])]["P"])]
        element.pop("ID", None)
        element["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    elif kind == "/TD":
        element["A"].pop("Headers", None)
        if element["A"].keys() == {"O"}:
            del element["A"]
    elif kind == "/Caption" and objects[number_of(element["P"])]["S"] not in _CAPTIONED:
        element["S"] = "/P"


def _is_element(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Type") == "/StructElem"
