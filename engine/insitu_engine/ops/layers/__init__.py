"""Other layers of a network: attention, bilinear products, dropout, embeddings."""
