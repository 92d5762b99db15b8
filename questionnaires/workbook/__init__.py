"""The workbooks people fill in: a form for one firm, a register for many; written and read back."""

from questionnaires.workbook.form import write_form
from questionnaires.workbook.read import FilledForm, read_parquet, read_workbook
from questionnaires.workbook.register import write_register
from questionnaires.workbook.register_table import Register
from questionnaires.workbook.text_table import read_csv

__all__ = [
    "FilledForm", "Register", "read_csv", "read_parquet", "read_workbook", "write_form",
    "write_register",
]  # fmt: skip
