"""Sheets back to a submission: whose workbook it is, every cell accounted for. Judges no rule."""
