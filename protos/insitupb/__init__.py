"""The wire: protos, the code generated from them, and the framing of bulk data."""
