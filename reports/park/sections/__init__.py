"""One module per section of the park report: its frozen data, and the function that fills it in."""
