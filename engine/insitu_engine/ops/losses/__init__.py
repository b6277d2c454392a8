"""Losses: how far results are from what was wanted."""
