"""Numbers drawn from the session's generator."""
