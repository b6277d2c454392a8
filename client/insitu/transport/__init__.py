"""From recorded calls to answers: wire bytes, batches in order, the connection, and values too large for it."""
