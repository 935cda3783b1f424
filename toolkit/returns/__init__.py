"""Return copies: each unit's own workbook, marked where it is to be mended."""
