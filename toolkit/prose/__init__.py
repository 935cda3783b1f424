"""Published text: its sections, the numbers in its sentences, and what they say of the tables."""
