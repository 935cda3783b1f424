"""One blank workbook per unit; last year's report; workbooks drawn anew for another edition."""
