"""A blank somebody else made, read for what it asks: what it says becomes a definition, what is guessed a question."""
