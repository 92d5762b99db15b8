"""The workbooks people fill in: a form for one firm, a register for many; written and read back."""

from questionnaires.workbook.form import write_form
from questionnaires.workbook.register import write_register

__all__ = ["write_form", "write_register"]
