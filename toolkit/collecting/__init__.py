"""Take in what came back: read, checked, held against the roster, every file with one outcome."""
