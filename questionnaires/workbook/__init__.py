"""The workbooks people fill in: a form for one firm, a register for many; written and read back."""

from questionnaires.workbook.form import write_form

__all__ = ["write_form"]
