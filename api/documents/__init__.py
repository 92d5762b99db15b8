"""Documents of a result: PDF, workbook, JSON."""
