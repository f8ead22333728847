"""The operator's desk, the public call page and the journal list of cards: what people see and touch."""
