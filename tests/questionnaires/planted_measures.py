"""Faults to plant into the measures of the published questionnaire."""

from tests.questionnaires.planting import Fault, warned

QUESTIONS, SAFE = "10-equipment.yaml", "- id: equipment.maintenance.safety"
CATALOGUE, EQUIPMENT, DIGITAL, BRANDING = (
    "measures.yaml", "measures-10-equipment.yaml", "measures-20-digital.yaml",
    "measures-40-branding.yaml",
)  # fmt: skip
LEDGER, RETIRE, SAFETY = "- id: machine_ledger", "- id: retire_listed", "- id: machine_safety"
SPEED, ERP, LIVE = "- id: speed_drives", "- id: integrated_erp", "- id: live_streaming"
NC = "- id: nc_leading"
CHECKS, NETWORKED = "checks.yaml", "- id: networked_above_digital"
IDLE = "  figures:\n    - {id: idle, says: {zh: 闲, en: Idle}, source: trade_press, status: indicative}\n"

FAULTS = [
    Fault("measure.unknown_question", EQUIPMENT, LEDGER, "ledger.practice", "ledger.practise", "- {question", near="equipment.ledger.practice"),
    Fault("measure.unknown_option", EQUIPMENT, RETIRE, "to: clear_once", "to: clear_one", "- {question", near="clear_once"),
    Fault("measure.unknown_option", EQUIPMENT, SAFETY, "[guards,", "[guard,", "- {question", near="guards"),
    Fault("measure.unknown_option", EQUIPMENT, RETIRE, 'reaches: "3"', 'reaches: "6"', "needs:"),
    Fault("measure.unknown_measure", DIGITAL, ERP, "[cloud_suite]", "[cloud_suit]", "excludes:", near="cloud_suite"),
    Fault("measure.unknown_measure", EQUIPMENT, NC, "{measure: nc_retrofit}", "{measure: nc_retro}", "needs:", near="nc_retrofit"),
    Fault("measure.unknown_value", BRANDING, LIVE, "[garment, home_textile]", "[garments, home_textile]", "processes:", near="garment"),
    Fault("measure.unknown_cost", EQUIPMENT, LEDGER, "{class: in_house}", "{class: in_hous}", "cost:", near="in_house"),
    Fault("measure.unknown_lever", EQUIPMENT, RETIRE, "treasury_bonds", "treasury_bond", "funding:", near="treasury_bonds"),
    Fault("measure.wrong_move", EQUIPMENT, LEDGER, 'to: "3"', "to: 75", "- {question"),
    Fault("measure.wrong_move", EQUIPMENT, NC, "to: 90", "to: most", "- {question"),
    Fault("measure.wrong_move", EQUIPMENT, SAFETY, "ticks: [guards, lockout, inspected, lint]", "to: guards", "- {question"),
    Fault("measure.no_gain", EQUIPMENT, RETIRE, "from: dated_plan, to: clear_once", "from: clear_once, to: clear_once", "- {question"),
    Fault("measure.no_gain", EQUIPMENT, RETIRE, "by: -10", "by: 10", "- {question: equipment.ledger.over"),
    Fault("measure.no_gain", EQUIPMENT, SAFETY, "inspected, lint]", "inspected, lint, none]", "- {question"),
    Fault("measure.out_of_range", EQUIPMENT, NC, "to: 90", "to: 900", "- {question"),
    Fault("measure.never_asked", BRANDING, LIVE, "[garment, home_textile]", "[spinning, weaving]", "- {question: branding.channels.live"),
    Fault("measure.contradiction", EQUIPMENT, NC, "    cost:", "    excludes: [nc_retrofit]\n    cost:", "needs:"),
    Fault("measure.cycle", EQUIPMENT, LEDGER, "    cost:", "    needs: [{measure: machine_ledger}]\n    cost:", LEDGER),
    Fault("measure.cost_order", EQUIPMENT, LEDGER, "{class: in_house}", "{range: [9, 2]}", "cost:"),
    Fault("measure.cost_order", CATALOGUE, "- id: light", "small: [8, 60]", "small: [60, 8]", "ranges:"),
    warned("measure.without", EQUIPMENT, LEDGER, "    months: 2\n", "", LEDGER),
    warned("measure.without", EQUIPMENT, LEDGER, "    clauses:", "    # ", LEDGER),
    warned("measure.unreached", QUESTIONS, SAFE, "            - {id: none", "            - {id: more, credit: 0, text: {zh: 更多, en: More}}\n            - {id: none", SAFE),
    Fault("lever.dates", CATALOGUE, "- id: equipment_tax_credit\n      title", "2027-12-31", "2021-12-31", "- id: equipment_tax_credit"),
    Fault("id.unknown_source", CATALOGUE, "- id: relending\n", "relending_2024", "relending_2042", "source:", near="relending_2024"),
    Fault("id.unknown_basis", EQUIPMENT, "- id: smart_spinning", "spinning_staff_intelligent", "spinning_staff_inteligent", "- id: smart_spinning", near="spinning_staff_intelligent"),
    Fault("id.unknown_clause", EQUIPMENT, LEDGER, "[2.1.equipment]", "[2.1.equpment]", "clauses:", near="2.1.equipment"),
    Fault("id.repeated", EQUIPMENT, LEDGER, "- id: obsolete_check", LEDGER, LEDGER + "\n    title: {zh: 对照"),
    Fault("check.unknown_question", CHECKS, NETWORKED, "digital_rate]", "digital_rat]", "not_above:", near="equipment.automation.digital_rate"),
    Fault("check.not_a_quantity", CHECKS, NETWORKED, "equipment.automation.digital_rate]", "digital.data.ai]", "not_above:"),
    Fault("condition.unknown_question", CHECKS, "- id: reuse_without", "metering, le: 2", "meter, le: 2", "when:"),
    Fault("schema.bad_value", CHECKS, NETWORKED, "slack: 1", "slack: 1\n    when: {profile: size, in: [small]}", NETWORKED),
    warned("figure.unused", CATALOGUE, "  figures:\n", "  figures:\n", IDLE, "- {id: idle"),
    Fault("schema.bad_value", EQUIPMENT, LEDGER, 'to: "3"}', 'to: "3", by: 4}', "- {question"),
    Fault("file.unexpected_key", CATALOGUE, "# ", "catalogue:\n", "levels: []\ncatalogue:\n", "levels:"),
]  # fmt: skip
