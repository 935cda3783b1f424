"""What the sentences of an annual report say of its three tables, and whether it holds."""
