"""Sheets of ours and figures put into a workbook somebody else made: everything else of it stays as it was, byte for byte."""
