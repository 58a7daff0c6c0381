"""What the measurements over HTTP share: an office, a server in a process of its own, people who ask it."""
