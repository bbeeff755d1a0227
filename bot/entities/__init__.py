"""Children, days and times in a message."""
