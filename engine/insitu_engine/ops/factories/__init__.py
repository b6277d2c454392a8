"""New tensors: constants, sequences, triangles."""
