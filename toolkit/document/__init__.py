"""Published documents as files: plain values to Word and the web, and back. Knows no workbook."""
