"""The ledger (收发台账) and the store of what came in."""
