"""The statutory clock: working days, what is due when, the lists and texts made of that. It knows no form."""
