"""A report held against the files it was made of, and the ledger against itself."""
