"""What arrives: finding files and their bytes. Knows no workbook."""
