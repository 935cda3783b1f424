"""The work folder: settings, roster, days, where outputs go."""
