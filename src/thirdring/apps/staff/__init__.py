"""People who work here: logins, operators, what they can do and the phones they have."""
