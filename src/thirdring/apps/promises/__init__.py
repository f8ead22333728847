"""What the centre owes people: to call back, to answer, to call again."""
