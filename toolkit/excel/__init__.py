"""Workbooks: the only importers of Excel libraries."""
