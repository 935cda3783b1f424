"""What one cell says as a figure: numbers, dates and options out of what people type, what was changed, what was probably meant."""
