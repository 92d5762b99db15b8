"""Faults to plant into copies of the published questionnaire by editing its text."""

from tests.questionnaires.planted_measures import FAULTS as MEASURE_FAULTS
from tests.questionnaires.planting import Fault, warned

EQUIPMENT, DIGITAL, ENERGY, BRANDING = (
    "10-equipment.yaml", "20-digital.yaml", "30-energy.yaml", "40-branding.yaml",
)  # fmt: skip
HEAD = "questionnaire.yaml"


def asked_if(question: str, condition: str, code: str, *, near: str | None = None) -> Fault:
    """Return the fault of giving *question*, of the first dimension, a condition."""
    anchor = f"- id: {question}\n"
    new = f"{anchor}          asked_if: {condition}\n"
    severity = "warning" if code == "condition.not_quick" else "error"
    return Fault(code, EQUIPMENT, anchor, anchor, new, "asked_if:", severity, near)


LEDGER, LISTED = "- id: equipment.ledger.practice", "- id: equipment.ledger.listed_machines"
OLD, YOUNG = "- id: equipment.ledger.over_15_years", "equipment.ledger.within_5_years"
STAFFING, LOOMS = (
    "- id: equipment.machines.spinning_staffing",
    "- id: equipment.machines.weaving_fast",
)
LIQUOR, NONWOVEN = (
    "- id: equipment.machines.dyeing_liquor_ratio",
    "- id: equipment.machines.nonwoven_line",
)
DOWNTIME, SAFETY = "- id: equipment.maintenance.downtime", "- id: equipment.maintenance.safety"
UPKEEP, REPAIRS = "- id: equipment.maintenance\n", "- id: equipment.maintenance.system"
LEVEL_1, LEVEL_4, VIOLATIONS = "  - level: 1\n", "  - level: 4\n", "- id: l3_violations"
SMALL_FIRMS = "{profile: size, in: [small, micro]}"
OPTION = "            - {{id: x{}, credit: 0, text: {{zh: 某, en: X}}}}\n"
IDLE = (
    "figures:\n  - {id: idle, says: {zh: 闲, en: Idle}, source: trade_press, status: indicative}\n"
)

FAULTS = [
    *MEASURE_FAULTS,
    # conditions
    asked_if(YOUNG, f"{{question: {YOUNG}, answered: true}}", "condition.cycle"),
    asked_if(YOUNG, "{question: equipment.ledger.practise, ge: 2}", "condition.unknown_question", near="equipment.ledger.practice"),
    asked_if(YOUNG, "{question: digital.data.ai, ge: 2}", "condition.not_earlier"),
    asked_if(YOUNG, "{question: equipment.ledger.practice, le: 2}", "condition.downward"),
    asked_if(YOUNG, '{question: equipment.ledger.practice, in: ["1", "2"]}', "condition.downward"),
    asked_if(YOUNG, '{not: {question: equipment.ledger.practice, in: ["5"]}}', "condition.downward"),
    asked_if(YOUNG, "{question: equipment.ledger.over_15_years, ge: 30}", "condition.downward"),
    asked_if(YOUNG, "{question: equipment.ledger.practice, ge: 6}", "condition.out_of_reach"),
    asked_if(YOUNG, "{question: equipment.ledger.over_15_years, le: -1}", "condition.out_of_reach"),
    asked_if(YOUNG, "{profile: processes, in: [dying]}", "condition.unknown_value", near="dyeing"),
    asked_if(YOUNG, "{profile: size, in: [smal]}", "condition.unknown_value", near="small"),
    asked_if(YOUNG, '{profile: region, in: ["371200"]}', "condition.unknown_value"),
    asked_if(YOUNG, '{profile: industry, in: ["1799"]}', "condition.unknown_value"),
    asked_if(YOUNG, '{question: equipment.ledger.practice, in: ["6"]}', "condition.unknown_value"),
    asked_if(YOUNG, "{profile: size, ge: 2}", "condition.wrong_operator"),
    asked_if(YOUNG, "{profile: employees, in: [many]}", "condition.wrong_operator"),
    asked_if(YOUNG, "{all: [{profile: size, in: [micro]}, {profile: size, in: [large]}]}", "condition.never_holds"),
    asked_if(YOUNG, "{all: [{profile: employees, ge: 20}, {not: {profile: employees, ge: 10}}]}", "condition.never_holds"),
    asked_if("equipment.automation.nc_rate", "{question: equipment.ledger.practice, ge: 2}", "condition.not_quick"),
    asked_if(YOUNG, "{profil: size, in: [small]}", "schema.unknown_key"),
    asked_if(YOUNG, "{profile: size}", "schema.bad_value"),
    # parts of questions
    Fault("question.missing_part", EQUIPMENT, LIQUOR, "          range: [2, 80]\n", "", LIQUOR),
    Fault("question.unused_part", EQUIPMENT, LEDGER, "level\n", "level\n          range: [0, 1]\n", "range:"),
    Fault("question.unused_part", EQUIPMENT, LISTED, "single\n", "single\n          credits: [0, 100]\n", "credits:"),
    Fault("question.unused_part", EQUIPMENT, LEDGER, "level\n", "level\n          direction: down\n", "direction:"),
    Fault("question.unused_part", EQUIPMENT, LEDGER, "level\n", "level\n          lines: [nc_rate_2027]\n", "lines:"),
    Fault("question.five_rungs", EQUIPMENT, LEDGER, "            - {zh:", "            # - {zh:", "rungs:"),
    Fault("question.option_count", EQUIPMENT, SAFETY, "options:\n", "options:\n" + "".join(map(OPTION.format, range(8))), "options:"),
    Fault("question.credits_sum", EQUIPMENT, SAFETY, "credit: 25", "credit: 35", "options:"),
    Fault("question.exclusive_credit", EQUIPMENT, SAFETY, "credit: 25", "credit: 20", "options:", also=("none, credit: 0", "none, credit: 5")),
    Fault("question.credits_order", EQUIPMENT, LISTED, "credit: 50", "credit: 5", "options:"),
    Fault("question.cannot_reach_100", EQUIPMENT, LISTED, "credit: 100", "credit: 90", "options:"),
    Fault("question.cannot_reach_100", EQUIPMENT, LIQUOR, "{at: 5, credit: 100", "{at: 5, credit: 90", "anchors:"),
    Fault("question.range_order", EQUIPMENT, LIQUOR, "[2, 80]", "[80, 2]", "range:"),
    warned("question.no_basis", EQUIPMENT, LEDGER, "          basis: [editorial]\n", "", LEDGER),
    warned("question.without", EQUIPMENT, LEDGER, "          evidence: ", "          # ", LEDGER),
    warned("question.without", EQUIPMENT, LEDGER, "          help: ", "          # ", LEDGER),
    warned("question.without", EQUIPMENT, LEDGER, "          who: ", "          # ", LEDGER),
    warned("question.without", EQUIPMENT, LEDGER, "          clauses: ", "          # ", LEDGER),
    Fault("anchors.order", EQUIPMENT, DOWNTIME, "at: 3", "at: 11", "{at: 10,"),
    Fault("anchors.direction", EQUIPMENT, DOWNTIME, "- {at: 3, ", "- {at: 2, credit: 40}\n            - {at: 3, ", "{at: 3,"),
    Fault("anchors.outside_range", EQUIPMENT, DOWNTIME, "range: [0, 100]", "range: [2, 100]", "{at: 1,"),
    warned("anchors.no_zero", EQUIPMENT, DOWNTIME, "{at: 10, credit: 0}", "{at: 10, credit: 5}", "anchors:"),
    Fault("line.not_drawable", EQUIPMENT, LOOMS, "count_of\n", "count_of\n          lines: [loom_reference_rates]\n", "lines:"),
    # variants
    Fault("variant.wrong_length", EQUIPMENT, NONWOVEN, "[0, 35, 70, 100, 100]", "[0, 35, 100]", "- when:"),
    Fault("variant.stricter", EQUIPMENT, NONWOVEN, "[0, 35, 70, 100, 100]", "[0, 20, 70, 100, 100]", "- when:"),
    Fault("variant.stricter", EQUIPMENT, STAFFING, "{at: 25, credit: 100}", "{at: 5, credit: 100}", "- when:"),
    Fault("variant.needs_anchors", EQUIPMENT, STAFFING, "variants:\n", f"variants:\n            - {{when: {SMALL_FIRMS}, credits: [0, 100]}}\n", "- {when:"),
    Fault("variant.on_answer", EQUIPMENT, NONWOVEN, SMALL_FIRMS, "{question: equipment.ledger.practice, ge: 2}", "- when:"),
    # ids
    Fault("id.repeated", EQUIPMENT, SAFETY, "id: lockout", "id: guards", "id: guards, credit: 25, text: {zh: 清车"),
    Fault("id.repeated", EQUIPMENT, UPKEEP, DOWNTIME, REPAIRS, f"{REPAIRS}\n          kind: number"),
    Fault("id.reserved", EQUIPMENT, OLD, f"- id: {YOUNG}", "- id: employees", "- id: employees"),
    Fault("id.unknown_role", EQUIPMENT, LEDGER, "[equipment, finance]", "[equipment, finances]", "who:", near="finance"),
    Fault("id.unknown_clause", EQUIPMENT, LEDGER, "[2.1.equipment]", "[2.1.equpment]", "clauses:", near="2.1.equipment"),
    Fault("id.unknown_basis", EQUIPMENT, LIQUOR, "basis: liquor_ratio_low}", "basis: liquor_ratio_lo}", "{at: 5,", near="liquor_ratio_low"),
    Fault("id.unknown_source", EQUIPMENT, "- id: nc_rate_2027", "equipment_plan_2024", "equipment_plan_2042", "source:", near="equipment_plan_2024"),
    warned("figure.unused", EQUIPMENT, "figures:\n", "figures:\n", IDLE, "- {id: idle"),
    warned("clause.uncovered", HEAD, 'id: "2.5"', "- {id: 2.5.export", "- {id: 2.5.idle, title: {zh: 闲, en: Idle}}\n      - {id: 2.5.export", "2.5.idle"),
    # texts
    warned("text.missing_language", DIGITAL, "dimension:", ', en: "Digitalization"}', "}", "title:"),
    warned("text.undeclared_language", DIGITAL, "dimension:", "{zh: 数字化,", "{fr: Numérique, zh: 数字化,", "title:"),
    warned("practice.looks_like", ENERGY, "- id: energy.water\n", "        - {zh:", "        # - {zh:", "- id: energy.water"),
    # weights and levels
    warned("weight.dictator", BRANDING, "dimension:", "weight: 20", "weight: 90", "weight: 90"),
    Fault("level.first_not_zero", HEAD, LEVEL_1, "threshold: 0", "threshold: 5", "threshold: 5"),
    Fault("level.first_has_gates", HEAD, LEVEL_1, "threshold: 0", "threshold: 0\n    gates: [{id: g, node: energy, at_least: 1, text: {zh: 门, en: G}}]", "gates:"),
    Fault("level.order", HEAD, LEVEL_4, "threshold: 60", "threshold: 40", "- level: 4"),
    warned("level.no_basis", HEAD, LEVEL_4, "    basis: [national_level_bands]\n", "", "- level: 4"),
    Fault("gate.form", HEAD, "- id: l3_production", "        at_least: 30\n", "", "- id: l3_production"),
    Fault("gate.form", HEAD, "- id: l3_energy_targets", "energy.management.targets", "energy.management.metering", "- id: l3_energy_targets"),
    Fault("gate.unknown_node", HEAD, "- id: l3_production", "digital.production", "digital.prodution", "node:", near="digital.production"),
    Fault("gate.unknown_question", HEAD, VIOLATIONS, "violations\n        without", "violation\n        without", "question:", near="energy.compliance.violations"),
    Fault("gate.unknown_option", HEAD, VIOLATIONS, "[unresolved]", "[unsolved]", VIOLATIONS, near="unresolved"),
    Fault("gate.nobody", HEAD, VIOLATIONS, "[unresolved]", "[unresolved, corrected, clean]", VIOLATIONS),
    Fault("gate.flag_not_worst", HEAD, VIOLATIONS, "[unresolved]", "[corrected]", VIOLATIONS),
    # shape of the files
    Fault("schema.missing_key", EQUIPMENT, LEDGER, "          kind: level\n", "", LEDGER),
    Fault("schema.unknown_key", EQUIPMENT, LEDGER, "weight: 2", "wieght: 2", "wieght:"),
    Fault("schema.bad_value", EQUIPMENT, LEDGER, "weight: 2", "weight: heavy", "weight:"),
    Fault("schema.bad_value", HEAD, "id: textile", "version: 1.0.0", "version: 1.0", "version:"),
    Fault("schema.not_a_list", EQUIPMENT, "# ", "figures:\n", "roles: none\nfigures:\n", "roles:"),
    Fault("file.unexpected_key", EQUIPMENT, "# ", "figures:\n", "levels: []\nfigures:\n", "levels:"),
    Fault("file.repeated_key", EQUIPMENT, LEDGER, "weight: 2", "weight: 2\n          weight: 3", "weight: 3"),
    Fault("file.alias", EQUIPMENT, LEDGER, "weight: 2", "weight: *two", "weight:"),
    Fault("file.bad_syntax", EQUIPMENT, LEDGER, "text: {zh:", "text: {zh: [", "text:"),
]  # fmt: skip
