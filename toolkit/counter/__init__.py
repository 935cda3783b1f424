"""The counter: each unit hands in at a page of its own, on the network of the office. It stands beside the desk and is no part of it."""
