"""The verbs: init, distribute, collect, merge. Takes paths and values; prints nothing."""
