"""Where things are in a ``pydyf.PDF``: objects by reference, and what belongs to which element."""

from __future__ import annotations

from typing import Any

__all__ = ["elements_of_texts", "number_of", "target"]


def number_of(reference: bytes) -> int:
    """Return the number in a reference, ``b"7 0 R"``."""
    return int(reference.split()[0])


def target(pdf: Any, reference: bytes) -> Any:
    """Return the object that a reference names."""
    return pdf.objects[number_of(reference)]


def elements_of_texts(pdf: Any) -> list[Any]:
    """Return the parent tree of a tagged document (ISO 32000-1, 14.7.4.4).

    In turn a page's number and the elements of its texts, or an annotation's and its one element;
    to be changed in place.
    """
    root = target(pdf, pdf.catalog["StructTreeRoot"])
    entries: list[Any] = target(pdf, root["ParentTree"])["Nums"]
    return entries
