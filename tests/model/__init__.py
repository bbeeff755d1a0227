"""The ladder and the outbox as a state machine: random mornings, and four counts that must stay at zero."""
