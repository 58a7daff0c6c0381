"""Who works here: units, posts, people, their memberships over time, local accounts and their sessions."""
