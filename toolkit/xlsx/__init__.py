"""The spreadsheet file formats: bytes to cells exactly as the file holds them, and parts edited in place. Knows no form."""
