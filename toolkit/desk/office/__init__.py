"""Pages of the office beside the chain: its settings, what is due, whose files are, how the folder is, backups."""
