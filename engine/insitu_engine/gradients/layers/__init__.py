"""Gradients of other layers: attention, bilinear products, dropout, embeddings."""
