"""A form drawn as sheets: tables, lists, check sheet, cover, rule book. Reads nothing back."""
