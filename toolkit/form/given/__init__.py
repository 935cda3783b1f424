"""An office's own blank as the workbook people fill in: what stands in it, and where the form's figures have their places."""
