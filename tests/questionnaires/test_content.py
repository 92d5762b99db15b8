"""The published content itself: every text, figure and question of textile, in both languages."""

import re
from itertools import combinations

import pytest

from questionnaires import codes, load
from questionnaires.conditions import Truth, evaluate
from questionnaires.text import Text

TEXTILE = load("textile")
PROCESSES = tuple(codes.processes())
SUBSETS = [frozenset(c) for n in range(1, len(PROCESSES) + 1) for c in combinations(PROCESSES, n)]
LIMITS = {  # characters in Chinese, in English: what fits a page on a phone and a report's table
    "title": (40, 90), "name": (6, 20), "text": (45, 160), "help": (140, 500), "evidence": (60, 160),
    "rungs": (45, 150), "looks_like": (40, 160), "unit": (10, 30), "numerator": (25, 70),
    "denominator": (25, 70), "why": (50, 150), "says": (90, 220), "about": (60, 200),
    "meaning": (40, 120), "issuer": (25, 60), "what": (80, 200), "terms": (80, 200),
}  # fmt: skip
OFFICIAL = re.compile("规定|限值|不得|must not|limit|shall", re.IGNORECASE)
ADDRESS = re.compile(r"https?:|www\.|[\w-]+\.(?:com|cn|org|net|gov)\b|@", re.IGNORECASE)
CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
HALF_WIDTH = re.compile("[,?!;\"']|[\u4e00-\u9fff)][:.]|[\u4e00-\u9fff][(]|[)][\u4e00-\u9fff]")
ODD_SPACE = re.compile("[\u4e00-\u9fff] | [\u4e00-\u9fff]")


def texts(piece, path="", field=""):
    """Yield (path, field, text) of every sentence under *piece*."""
    if isinstance(piece, Text):
        yield path, field, piece
    elif isinstance(piece, tuple):
        for index, item in enumerate(piece):
            yield from texts(item, f"{path}[{getattr(item, 'id', index)}]", field)
    elif hasattr(type(piece), "model_fields"):
        for name in type(piece).model_fields:
            yield from texts(getattr(piece, name), f"{path}.{name}", name)


TEXTS = [pytest.param(field, text, id=path) for path, field, text in texts(TEXTILE)]
QUESTIONS = [pytest.param(question, id=question.id) for question in TEXTILE.questions]
PRACTICES = [pytest.param(practice, id=practice.id) for practice in TEXTILE.practices]


@pytest.mark.parametrize(("field", "text"), TEXTS)
def test_every_text_is_clean_in_both_languages(field, text):
    """No blanks around or doubled, Chinese punctuation in Chinese, no Chinese in English, no address."""
    assert set(text) == {"zh", "en"}
    for sentence in text.values():
        assert sentence == " ".join(sentence.split()) != ""
        assert not ADDRESS.search(sentence)
    assert not HALF_WIDTH.search(text["zh"]), text["zh"]
    assert not ODD_SPACE.search(text["zh"]), text["zh"]
    assert not CHINESE.search(text["en"]), text["en"]
    zh, en = LIMITS[field]
    assert len(text["zh"]) <= zh
    assert len(text["en"]) <= en


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_can_be_asked(question):
    """A question ends in a question mark, has help and evidence, knows who to ask, and is well named."""
    assert question.text["zh"].endswith(("？", "？（可多选）"))
    assert re.search(r"\?( \(tick all that apply\))?$", question.text["en"])
    assert question.help
    assert question.evidence
    assert question.who
    assert question.clauses
    assert question.basis
    assert question.id.startswith(f"{question.practice}.")
    assert question.practice.startswith(tuple(d.id + "." for d in TEXTILE.dimensions))


@pytest.mark.parametrize("question", QUESTIONS)
def test_worded_answers_differ(question):
    """No two options or rungs of a question say the same, in either language."""
    for lang in ("zh", "en"):
        said = [option.text[lang] for option in question.options]
        assert len(set(said)) == len(said)
    if question.kind == "multiple":
        assert sum(option.exclusive for option in question.options) == 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_leave_to_say_not_applicable_is_explained(question):
    """Where N/A is offered the help says when it may be chosen, and nowhere else."""
    assert ("不适用" in question.help["zh"]) is question.may_not_apply
    assert ("ot applicable" in question.help["en"]) is question.may_not_apply


@pytest.mark.parametrize("question", QUESTIONS)
def test_units_and_anchors_fit(question):
    """Quantities use the whole of their scale inside their range; a ratio lies between 0 and 100."""
    if not question.is_quantity:
        return
    for anchors in (question.anchors, *(variant.anchors for variant in question.variants)):
        credits = [anchor.credit for anchor in anchors]
        assert (min(credits), max(credits)) == (0, 100)
        assert len(anchors) >= 2
    assert question.kind != "count_of" or question.range == (0, 100)
    assert not question.unit["zh"].startswith("%") or question.range[0] == 0


@pytest.mark.parametrize("question", QUESTIONS)
def test_anchors_agree_with_their_figures(question):
    """An anchor that rests on a figure stands at a number that the figure states."""
    figures = {figure.id: figure for figure in TEXTILE.figures}
    for anchor in (*question.anchors, *(a for v in question.variants for a in v.anchors)):
        figure = figures.get(anchor.basis)
        if figure is not None and figure.value != anchor.at:
            said = re.sub("全部", "100", figure.says["zh"])
            assert f"{anchor.at:g}" in re.findall(r"\d+(?:\.\d+)?", said), (anchor, said)
    for name in question.lines:
        low, high = question.range
        assert low <= figures[name].value <= high


@pytest.mark.parametrize("figure", TEXTILE.figures, ids=lambda figure: figure.id)
def test_unverified_figures_are_never_official(figure):
    """What was not checked is not drawn as a line and not worded as a rule."""
    if figure.status != "unverified":
        return
    users = [q for q in TEXTILE.questions if figure.id in q.basis]
    assert users
    for question in users:
        assert figure.id not in question.lines
        said = [figure.says, question.help, question.text]
        assert not [text for text in said for s in text.values() if OFFICIAL.search(s)]


@pytest.mark.parametrize("practice", PRACTICES)
def test_every_practice_is_described_in_five_sentences(practice):
    """Each level of a practice is pictured in one sentence of its own."""
    assert len({text["zh"] for text in practice.looks_like}) == 5
    assert len({text["en"] for text in practice.looks_like}) == 5
    assert practice.about


def test_every_task_and_clause_is_asked_about():
    """Tasks 二(一) to 二(五) of the notice, and each of their clauses, are served by a question."""
    served = {clause for question in TEXTILE.questions for clause in question.clauses}

    assert [task.id for task in TEXTILE.tasks] == ["2.1", "2.2", "2.3", "2.4", "2.5"]
    assert {clause.id for task in TEXTILE.tasks for clause in task.clauses} == served
    assert all(
        clause.id.startswith(f"{task.id}.") for task in TEXTILE.tasks for clause in task.clauses
    )


def test_every_role_and_basis_is_used():
    """Nobody is listed who is never asked, and each dimension has thresholds with a source."""
    assert {role.id for role in TEXTILE.roles} == {r for q in TEXTILE.questions for r in q.who}
    for dimension in TEXTILE.dimensions:
        bases = {b for p in dimension.practices for q in p.questions for b in q.basis}
        assert bases - {"editorial"}, dimension.id


def asked(question, processes, size):
    """Whether a firm with these facts is asked the question."""

    def leaf(item):
        value = processes if item.profile == "processes" else {size}
        return Truth.TRUE if value & set(item.in_) else Truth.NOT_APPLICABLE

    return question.asked_if is None or evaluate(question.asked_if, leaf) is Truth.TRUE


@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_has_questions_of_its_own(process):
    """Each process is asked something that a firm of some other process is not."""
    mine = {q.id for q in TEXTILE.questions if asked(q, {process}, "small")}
    all_asked = [{q.id for q in TEXTILE.questions if asked(q, {p}, "small")} for p in PROCESSES]

    assert mine - set.intersection(*all_asked)
    assert any(i.startswith("equipment.machines.") for i in mine)


@pytest.mark.parametrize("practice", PRACTICES)
def test_no_firm_can_slip_out_of_a_practice(practice):
    """Whatever a firm makes and however large it is, a practice asks something it has to answer."""
    for processes in SUBSETS:
        for size in codes.sizes():
            put = [question for question in practice.questions if asked(question, processes, size)]
            assert any(not question.may_not_apply for question in put), (sorted(processes), size)


@pytest.mark.parametrize("process", PROCESSES)
def test_the_short_form_is_short(process):
    """About twenty questions for every process, some from each dimension."""
    quick = [q for q in TEXTILE.questions if q.quick and asked(q, {process}, "small")]

    assert 16 <= len(quick) <= 24
    assert {q.id.partition(".")[0] for q in quick} == {d.id for d in TEXTILE.dimensions}


def test_gates_can_be_told_from_the_short_form():
    """At least half of the question gates rest on questions of the short form, or it tells little."""
    gates = [gate for level in TEXTILE.levels for gate in level.gates if gate.question]
    quick = [gate for gate in gates if TEXTILE.question(gate.question).quick]

    assert len(quick) * 2 >= len(gates)


def test_weights_are_shared_sensibly():
    """Dimension weights add up to 100, practice weights within each dimension too."""
    assert sum(dimension.weight for dimension in TEXTILE.dimensions) == 100
    for dimension in TEXTILE.dimensions:
        assert sum(practice.weight for practice in dimension.practices) == 100, dimension.id
