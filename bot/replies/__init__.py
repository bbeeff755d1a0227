"""What we answer: one catalogue a language, and the days read back in its words."""
