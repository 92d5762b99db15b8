"""One module per section of the report: its frozen data, and the function that fills it in."""
