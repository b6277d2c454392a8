"""What the layers of a network compute: activations, convolution, pooling, padding, dropout."""
