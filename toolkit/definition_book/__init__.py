"""A definition spelled as a workbook: drawn, read back as the same data, and every fault in it told by sheet and row."""
