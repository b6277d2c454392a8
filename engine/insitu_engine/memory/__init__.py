"""Bytes: storages, who is charged for them, and buffers that are used again."""
