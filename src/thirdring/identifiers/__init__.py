"""Policy, personal and phone numbers: how they are written, checked and compared. Pure, without any state."""
