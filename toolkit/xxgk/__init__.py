"""What is true of the annual report on open government information alone."""
