"""The journal: every accepted input with its effects, the one truth behind all screens and reports."""
