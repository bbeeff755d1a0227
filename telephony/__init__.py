"""Telephony: texts in and out, and the stand-in for the provider."""
