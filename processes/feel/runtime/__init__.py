"""What compiled expressions call: everything that is not plain enough to be written into their code."""
