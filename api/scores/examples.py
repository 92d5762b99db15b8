"""Examples of what can be sent (示例：企业和数字都是虚构的)."""

from __future__ import annotations

from typing import Any

__all__ = ["ANSWERS", "PROFILE", "SHEET"]

PROFILE: dict[str, Any] = {
    "name": "示例·清河印染有限公司",
    "region": "330600",
    "industry": "1713",
    "processes": ["weaving", "dyeing"],
    "employees": 480,
    "revenue": 32000.0,
    "fictional": True,
}

ANSWERS: dict[str, Any] = {
    "equipment.ledger.practice": "4",
    "equipment.ledger.listed_machines": "clear_once",
    "equipment.ledger.over_15_years": {"numerator": 22, "denominator": 182},
    "equipment.machines.dyeing_liquor_ratio": 7,
    "equipment.renewal.investment": {"unknown": True},
    "equipment.renewal.funding": ["watch", "match"],
    "equipment.renewal.transfer": {"not_applicable": "近三年没有搬迁，今后三年也没有计划"},
}

SHEET: dict[str, Any] = {"form": "full", "profile": PROFILE, "answers": ANSWERS}
