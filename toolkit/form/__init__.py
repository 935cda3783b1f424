"""What a form is: plain values and pure functions. Standard library only; no Excel, no pandas, no files."""
