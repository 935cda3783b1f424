"""A blank taken up as a form: what it says becomes a definition, what is only guessed a question."""
