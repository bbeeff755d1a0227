"""Vendored model files and their checksums."""
