"""Chinese text as people and programs write it: bytes decoded, dates, characters that look the same. Knows no form."""
