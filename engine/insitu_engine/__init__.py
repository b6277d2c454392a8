"""The engine: tensors, the op table, memory. Knows NumPy, and nothing of gRPC."""
