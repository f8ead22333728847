"""What must not wait until somebody looks: the alarms that stand and that stood, and who has seen to them."""
