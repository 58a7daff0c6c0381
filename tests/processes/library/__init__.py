"""The question library, on SQLite and on PostgreSQL."""
