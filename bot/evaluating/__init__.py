"""How well an engine reads: messages with their right answers in, figures out."""
