"""An invented world to try the product in: organisations, people, lines and insured persons."""
