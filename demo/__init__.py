"""An invented primary school, its families and one of its mornings."""
