"""Ring 1: the ledger (收发台账) and the store of what came in."""
