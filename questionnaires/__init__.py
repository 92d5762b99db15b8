"""What is asked: questionnaires as data, answers, profiles, and the workbooks people fill in."""

from questionnaires.answers import AnswerSheet, parse_sheet
from questionnaires.errors import Problem, QuestionnaireError
from questionnaires.loader import available, load
from questionnaires.model import Questionnaire
from questionnaires.profile import Profile

__all__ = [
    "AnswerSheet", "Problem", "Profile", "Questionnaire", "QuestionnaireError", "available",
    "load", "parse_sheet",
]  # fmt: skip
