"""What is said in the house's own words and voices: texts that overlay the shipped ones, and recordings."""
