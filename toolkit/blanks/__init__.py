"""A blank somebody else made, as a person looks at it: regions, heads, rows, what may be filled in where."""
