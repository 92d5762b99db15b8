"""One sentence in several languages."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping
from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

__all__ = ["FALLBACK", "Text", "pick", "quote"]

FALLBACK = "zh"
"""The language shown when neither the asked one nor its base language is there."""

_LANGUAGE_TAG = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def pick(sentences: Mapping[str, str], lang: str) -> str:
    """Return the sentence in *lang*, else its base language, else Chinese, else the first.

    ``zh-CN`` falls back to ``zh``, a language nobody wrote falls back to ``FALLBACK``.
    """
    for key in (lang, lang.split("-", maxsplit=1)[0], FALLBACK):
        if key in sentences:
            return sentences[key]
    return next(iter(sentences.values()), "")


_SPELT_OUT = 1000  # bits; Python refuses to write out numbers of over 4,300 digits
_CONTAINERS = (list, tuple, dict, set, frozenset, bytes, bytearray)


class _Brief(reprlib.Repr):
    """Cuts containers short in breadth and depth, so that no nesting is too deep to show."""

    def repr_int(self, x: int, level: int) -> str:  # noqa: ARG002  # the signature of reprlib
        return quote(x, self.maxlong)


_brief = _Brief()


def quote(value: Any, limit: int) -> str:
    """Return at most *limit* characters that stand for data from outside, whatever it is."""
    if isinstance(value, str):
        return value[:limit]
    if isinstance(value, int) and value.bit_length() > _SPELT_OUT:
        return "-…" if value < 0 else "…"
    return (_brief.repr(value) if isinstance(value, _CONTAINERS) else str(value))[:limit]


class Text(dict[str, str]):
    """A sentence keyed by BCP-47 language tag: ``{"zh": "纺纱", "en": "Spinning"}``.

    It cannot be changed: questionnaires are immutable once loaded.
    """

    def to(self, lang: str) -> str:
        """Return the sentence for *lang* with the declared fallback (see ``pick``)."""
        return pick(self, lang)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a Text cannot be changed; make a dict of it")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy as a whole; by default entries would be set one by one."""
        return type(self), (dict(self),)

    def __hash__(self) -> int:  # type: ignore[override]  # frozen models hash their fields
        """Hash by content, so that frozen models holding texts stay hashable."""
        return hash(tuple(sorted(self.items())))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate a non-empty mapping of language tag to non-blank sentence."""
        tag = core_schema.str_schema(pattern=_LANGUAGE_TAG)
        sentence = core_schema.str_schema(min_length=1, strip_whitespace=True, strict=True)
        mapping = core_schema.dict_schema(tag, sentence, min_length=1)
        return core_schema.no_info_after_validator_function(cls, mapping)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the mapping for editors."""
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": _LANGUAGE_TAG},
            "additionalProperties": {"type": "string", "minLength": 1},
            "description": "One sentence per language, e.g. {zh: 纺纱, en: Spinning}",
        }
