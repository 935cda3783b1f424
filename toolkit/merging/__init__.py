"""What counts of every unit rolled up into the office's report workbook; what people wrote into it kept."""
