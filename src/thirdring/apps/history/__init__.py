"""The history of the configuration: who changed what, from what to what, and how to put it back."""
