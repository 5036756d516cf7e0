"""What editors ask for."""
