"""Samples of a function: integrals, derivatives, spectra, windows."""
