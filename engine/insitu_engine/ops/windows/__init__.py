"""What windows that slide over images make of them: convolution, pooling, folding."""
