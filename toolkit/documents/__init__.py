"""What people read in a browser: pages that need nothing but themselves."""
