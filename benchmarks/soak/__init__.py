"""Workers, web processes and PostgreSQL are killed over and over; nothing is lost or happens twice."""
