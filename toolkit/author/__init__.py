"""What an author of a form needs: its faults, a workbook for every rule, the rule book."""
