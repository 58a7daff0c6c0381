"""The workflow domain: definitions, instances, user tasks, timers and their history.

Nothing here knows HTTP.  ``commands`` is the only room that changes the database.
"""
