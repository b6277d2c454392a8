"""Package insitu.v1 of the wire."""
