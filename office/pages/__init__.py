"""The pages, one module each. Every route says who may open it."""
