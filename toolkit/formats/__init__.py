"""The formats people publish reports in beside ours, told by content: PDF, OFD, ODF, older word processors."""
