"""The document an office publishes: composed, proofread, checked, put in place, kept."""
