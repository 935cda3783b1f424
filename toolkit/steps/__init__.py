"""The steps of the chain, each as one verb: what it does and all it leaves; the commands and the page call these."""
