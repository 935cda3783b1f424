"""The desk: one local page an office works in. It calls the verbs the commands call and knows none of the commands."""
