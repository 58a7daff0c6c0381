"""Ten million instances that wait: what finding and firing a timer costs, in one database and in several."""
