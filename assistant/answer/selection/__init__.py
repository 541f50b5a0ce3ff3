"""Which sentences of the evidence are the answer, and whether there is one."""
