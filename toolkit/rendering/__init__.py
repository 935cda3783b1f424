"""A submission as a whole workbook, and the sheets that only an office's report has."""
