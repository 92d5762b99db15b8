"""Where a firm stands among comparable firms of several parks.

Figures are published for all groups at once, on a date, and a firm is told those of the closest
group there are figures for: the same main process and size class, else the same main process, else
all firms; at each step the firms of all parks before those of its own park, where that has agreed
to publish. What a group needs is a ``Rule``. Moreover no combination of figures published now or
earlier may concern fewer results than that rule asks for; so a group is renewed only when enough
of it has changed, and until then keeps the figures and the date it had (``assessment.ledger``).
Quantiles are rounded to whole points, of scores averaged in threes by rank, so that no score of a
single firm is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assessment.disclosure import Limits
from assessment.ledger import Ledger, Rule, Sets
from assessment.quantiles import QUANTILES, quantiles
from questionnaires import codes
from scoring.matrix import Facts

__all__ = [
    "SEVERAL", "Benchmark", "Figures", "Group", "NotEnough", "Population", "Publication", "Rule",
    "main_processes", "publish",
]  # fmt: skip

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Texts = NDArray[np.str_]

SEVERAL = "several"
"""Main process of firms that run more than one: they are compared with each other."""

_THREE = 3  # scores averaged before quantiles are taken


@dataclass(frozen=True)
class Population:
    """The newest result of every firm that may be counted, one place each in every array.

    ``results`` names them: a firm that is assessed again has another result. ``processes`` and
    ``sizes`` are codes, empty where not known. ``scores`` is (nodes, results) in the order of
    ``nodes``, 0-100, NaN for none.
    """

    results: Sequence[str]
    parks: Texts
    processes: Texts
    sizes: Texts
    nodes: Sequence[str]
    scores: Floats


@dataclass(frozen=True, slots=True)
class Group:
    """The facts that firms of a group share; ``None`` asks nothing. ``park`` is their one park."""

    process: str | None = None
    size: str | None = None
    park: str | None = None

    @property
    def basis(self) -> Literal["process_and_size", "process", "all"]:
        """What makes the firms comparable."""
        if self.size is not None:
            return "process_and_size"
        return "all" if self.process is None else "process"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published of a group: its number of firms, the date, ``QUANTILES`` by node.

    ``place`` is where the group stands in the ledger.
    """

    n: int
    date: str
    quantiles: Mapping[str, tuple[float | None, ...]]
    place: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The group a firm is compared with, and its figures."""

    group: Group
    n: int
    date: str
    minimum: int
    quantiles: Mapping[str, tuple[float | None, ...]]

    def below(self, node: str, score: float) -> float:
        """Return about which share (0-1) of the firms score lower: to a twentieth.

        Read off the published quantiles alone, between 0 and 100 points: an exact share would let
        somebody with a made-up score find out those of others.
        """
        known = [(q, p) for q, p in zip(self.quantiles[node], QUANTILES, strict=True)
                 if q is not None]  # fmt: skip
        at, shares = zip((0.0, 0.0), *known, (100.0, 1.0), strict=True)
        return round(20 * float(np.interp(score, at, shares))) / 20


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Why a firm is compared with nobody.

    ``reason``: too few ``firms`` or ``parks``, or the ``difference`` to other figures would be
    about too few. ``n`` is the number of firms in the widest group.
    """

    reason: Literal["firms", "parks", "difference"]
    n: int
    date: str
    rule: Rule


@dataclass(frozen=True)
class Publication:
    """All that is published on a date, and the ledger of all that ever was."""

    date: str
    rule: Rule
    groups: Mapping[Group, Figures]
    held: Mapping[Group, NotEnough]
    ledger: Ledger = field(repr=False)

    def find(self, process: str, size: str, park: str | None = None) -> Benchmark | NotEnough:
        """Return the closest group of a firm that has figures, or why there is none."""
        for group in _closest(process, size, park):
            if (found := self.groups.get(group)) is not None:
                return Benchmark(group, found.n, found.date, self.rule.members, found.quantiles)
        return self.held[Group()]

    def to_plain(self) -> dict[str, Any]:
        """Return the publication as plain data for storage."""
        groups = [
            [group.process, group.size, group.park, found.n, found.date, found.place,
             {node: list(values) for node, values in found.quantiles.items()}]
            for group, found in self.groups.items()
        ]  # fmt: skip
        held = [[g.process, g.size, g.park, why.reason, why.n] for g, why in self.held.items()]
        return {"date": self.date, "rule": asdict(self.rule), "groups": groups, "held": held,
                "ledger": self.ledger.to_plain()}  # fmt: skip

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Publication:
        """Return the publication that ``to_plain`` wrote down."""
        date, rule = data["date"], Rule(**data["rule"])
        groups = {
            Group(*facts): Figures(n, day, {node: tuple(q) for node, q in found.items()}, place)
            for *facts, n, day, place, found in data["groups"]
        }
        held = {
            Group(*facts): NotEnough(reason, n, date, rule) for *facts, reason, n in data["held"]
        }
        return cls(date, rule, groups, held, Ledger.from_plain(data["ledger"]))


def main_processes(facts: Facts) -> Texts:
    """Return the one process every firm runs, ``SEVERAL``, or "" where it is not known."""
    names = np.array([*codes.processes(), SEVERAL, ""])
    bits = (facts.processes[:, None] >> np.arange(len(names) - 2)) & 1
    count, first = bits.sum(axis=1), bits.argmax(axis=1)
    return names[np.where(count == 1, first, np.where(count, -2, -1))]


def publish(
    population: Population,
    date: str,
    *,
    agreed: Sequence[str] = (),
    previous: Publication | None = None,
    rule: Rule | None = None,
) -> Publication:
    """Return what may be published of *population* on *date*.

    *agreed* are the parks that agreed to publish figures of their own members; *previous* is the
    last publication, without which earlier ones cannot be guarded against.
    """
    wanted = rule or Rule()
    candidates = dict(_candidates(population, agreed))
    before = previous.ledger if previous else Ledger()
    sets = Sets(before, population, list(candidates.values()), agreed, wanted)
    groups: dict[Group, Figures] = {}
    held: dict[Group, NotEnough] = {}
    for position, (group, mask) in enumerate(candidates.items()):
        old = previous.groups.get(group) if previous else None
        reason = wanted.lacking(population.parks[mask], agreed)
        if reason is None and old is not None and sets.same(old.place, position):
            groups[group] = old
        elif reason is None and (place := sets.show(position)) is not None:
            figures = _figures(population, mask, wanted)
            groups[group] = Figures(int(mask.sum()), date, figures, place)
        elif reason is None and old is not None:
            groups[group] = old
        else:
            held[group] = NotEnough(reason or "difference", int(mask.sum()), date, wanted)
    return Publication(date, wanted, groups, held, sets.ledger())


def _closest(process: str, size: str, park: str | None) -> Iterator[Group]:
    closest: tuple[tuple[str | None, str | None], ...] = (
        (process, size),
        (process, None),
        (None, None),
    )
    for facts in closest:
        if "" not in facts:
            yield Group(*facts)
            if park is not None:
                yield Group(*facts, park=park)


def _candidates(population: Population, agreed: Sequence[str]) -> Iterator[tuple[Group, Mask]]:
    """Yield the groups of all parks, then of each park that agreed, wide and large ones first."""
    everybody = np.ones(len(population.results), np.bool_)
    for park in (None, *sorted(set(agreed))):
        own = everybody if park is None else population.parks == park
        found = {Group(park=park): own}
        for process in sorted({*population.processes[own].tolist()} - {""}):
            found[Group(process, park=park)] = inside = own & (population.processes == process)
            for size in sorted({*population.sizes[inside].tolist()} - {""}):
                found[Group(process, size, park)] = inside & (population.sizes == size)
        order = {"all": 0, "process": 1, "process_and_size": 2}
        yield from sorted(found.items(), key=lambda pair: (order[pair[0].basis], -pair[1].sum()))


def _figures(population: Population, mask: Mask, rule: Rule) -> dict[str, tuple[float | None, ...]]:
    """Return the quantiles of the nodes at which every firm of the group has a score."""
    scores = population.scores[:, mask]
    whole = ~np.isnan(scores).any(axis=1)
    limits = Limits(smallest=rule.members)
    found = {}
    for node in np.flatnonzero(whole).tolist():
        parts = np.array_split(np.sort(scores[node]), scores.shape[1] // _THREE)
        smooth = np.concatenate([np.full(len(part), part.mean()) for part in parts])
        rounded = (None if q is None else float(np.rint(q)) for q in quantiles(smooth, limits))
        found[population.nodes[node]] = tuple(rounded)
    return found
