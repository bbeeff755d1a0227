"""What Ninebell remembers: the engine, the tables, and one module of query functions a noun."""
