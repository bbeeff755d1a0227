"""Engines that read a message, and what they are built of."""
