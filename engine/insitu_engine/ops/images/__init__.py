"""Images and volumes of another size, turned, padded, and rearranged."""
