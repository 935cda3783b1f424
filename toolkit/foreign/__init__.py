"""Workbooks of another edition, or that somebody else made: read and filled by their headings."""
