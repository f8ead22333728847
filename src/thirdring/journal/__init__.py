"""The journal: every accepted input with its effects, the one truth that all screens and reports are folded from."""
