"""What Rasa, in its own environment, is trained with: its configurations, its pins and our training texts."""
