"""A form's definition read: its shape, its parts built, and every fault in it told at once, each with its place."""
