"""Appeals and their cards: what a person asked for and what came of it."""
