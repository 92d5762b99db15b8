"""Examples of what can be sent (示例：企业和数字都是虚构的)."""

from __future__ import annotations

from typing import Any

from api.scores.examples import SHEET

__all__ = ["ADJUSTMENTS", "CHANGES", "PLAN", "PLAN_SHEET", "TRIAL", "TRIAL_SHEET"]

ADJUSTMENTS: dict[str, Any] = {
    "excluded": ["rooftop_solar"],
    "planned": ["digital_plan"],
    "edits": {"mes": {"cost": [80.0, 95.0], "months": 9}},
    "own": [
        {
            "id": "own_1",
            "title": "示例：自建质量看板",
            "cost": [3.0, 5.0],
            "months": 2,
            "moves": [{"question": "digital.data.decisions", "to": "4"}],
        }
    ],
}

PLAN: dict[str, Any] = {
    "budget": 120.0,
    "target": {"level": 4},
    "frontier": 4,
    "schedule": {"budgets": [60.0, 60.0, 40.0], "periods_a_year": 1, "capacity": 3},
    "weights": {"horizon": "tactical", "kpi": {"digital.data": 3.0}},
    "adjustments": ADJUSTMENTS,
}

CHANGES: dict[str, Any] = {"digital.data.decisions": "4"}

TRIAL: dict[str, Any] = {"changes": CHANGES, "fewest": True, "budget": 60.0}

PLAN_SHEET: dict[str, Any] = {"questionnaire": "textile@1.0.0", **SHEET, "plan": PLAN}

TRIAL_SHEET: dict[str, Any] = {"questionnaire": "textile@1.0.0", **SHEET, **TRIAL}
