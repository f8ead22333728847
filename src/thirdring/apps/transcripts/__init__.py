"""What a machine heard in the messages of callers: written beside them, never instead of them."""
