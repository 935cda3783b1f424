"""Figures in bulk: frames, checks, roll-up. pandas, no files, no Excel."""
