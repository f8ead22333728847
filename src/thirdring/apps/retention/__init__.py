"""How long what is kept, what is held back from deletion, and the proof of what was deleted."""
