"""What a report can be given beside an outcome: advice and peers, for several tests."""

from reports.advice import Advice, FrontierPoint, Measure, PeerGroup, Quartiles, Step

ADVICE = Advice(
    measures=(
        Measure("meter", {"zh": "装电表", "en": "Meter power"}, {"zh": "不量就不知道", "en": "Unmeasured is unknown"},
                (3, 8), "三家报价", "unverified", 2.44, ("1.old",), "当地补助"),
        Measure("list", "建台账"),
    ),
    roadmap=(Step("上半年", ("list", "meter"), (3, 8), 31.25, 2),),
    frontier=(FrontierPoint(20, 40.0, chosen=True), FrontierPoint(0, 25.1)),
    budget=20,
)  # fmt: skip
PEERS = PeerGroup("绍兴印染", 12, "2026-10", 10, {
    "m.list": Quartiles(10, 20, 30), "index": Quartiles(20.04, 40, 60, 0.25), "m": Quartiles(1, 2, 3),
})  # fmt: skip
EARLIER = {
    "m.list.kept": "1", "m.list.old": "some", "m.care.ways": ["oil"], "e.power.use": 100,
    "e.power.meters": {"numerator": 9, "denominator": 24},
}  # fmt: skip
"""Answers of a previous round: one better since, one known then and unknown now."""
