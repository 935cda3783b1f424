"""Published reports of many bodies at once: who has published, what is wrong with whose, who copied whom."""
