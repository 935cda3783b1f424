"""How a campaign stands: status, reminders, receipts, appraisal, the history of a unit."""
