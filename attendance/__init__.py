"""What happens to a child's attendance, written once for every channel, page and tick.

These functions take a database session and never commit or call out; only `intake` owns its transactions.
"""
