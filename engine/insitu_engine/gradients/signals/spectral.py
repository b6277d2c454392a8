"""Gradients of short-time spectra.

The one rule: a sample of a window is named by its place in the signal, so that padding is a matter of places; one beyond
the end stands for what is zero.
"""

from __future__ import annotations

from typing import Any

from insitu_engine.gradients.formulas import conj, gradient


def _weighted(ops: Any, g: Any, n_fft: int, *, normalized: bool) -> Any:
    """Return the gradient of the weighted windows (..., n_fft, windows), which is a transform back."""
    spectra = g if g.dtype.is_complex else g.view_as_complex()
    *lead, rows, count = spectra.meta.shape
    lines = conj(spectra).transpose(-1, -2).constant_pad_nd((0, n_fft - rows)).reshape((*lead, count * n_fft))
    # A transform back is the conjugate of one of the conjugate; the windows follow each other.
    turned = ops("stft", lines, n_fft, n_fft, center=False, onesided=False, return_complex=True)
    return conj(turned) * n_fft**-0.5 if normalized else conj(turned)


def _places(ops: Any, length: int, n_fft: int, hop: int, count: int, pad_mode: str | None) -> Any:
    """Return the place of each sample of the windows, row by row."""
    places = (ops("arange", n_fft).unsqueeze(1) + ops("arange", count) * hop).reshape((-1,))
    if pad_mode is None:
        return places
    sides = (n_fft // 2,) * 2
    line = ops("arange", length).unsqueeze(0)
    padded = line.pad(sides, "constant", length) if pad_mode == "constant" else line.pad(sides, pad_mode)
    return padded.squeeze(0).index_select(0, places)


def _whole(window: Any, n_fft: int) -> Any:
    """Return the weights of all samples of a window, whose own lie in the middle, as a column."""
    left = (n_fft - window.meta.numel) // 2
    return window.constant_pad_nd((left, n_fft - window.meta.numel - left)).unsqueeze(1)


def _signal(
    ops: Any,
    g: Any,
    self_meta: Any,
    n_fft: int,
    hop_length: int | None,
    window: Any,
    center: bool,
    pad_mode: str,
    normalized: bool,
) -> Any:
    length = self_meta.shape[-1]
    samples = _weighted(ops, g, n_fft, normalized=normalized)
    count = samples.meta.shape[-1]
    if window is not None:
        samples = samples * conj(_whole(window, n_fft))
    hop = n_fft // 4 if hop_length is None else hop_length
    places = _places(ops, length, n_fft, hop, count, pad_mode if center else None)
    signal = ops("zeros", (*self_meta.shape[:-1], length + 1), dtype=samples.dtype)
    added = signal.index_add(-1, places, samples.reshape((*self_meta.shape[:-1], n_fft * count)))
    return added.narrow(-1, 0, length)


def _window(
    ops: Any,
    g: Any,
    self: Any,
    n_fft: int,
    hop_length: int | None,
    window_meta: Any,
    center: bool,
    pad_mode: str,
    normalized: bool,
) -> Any:
    *lead, length = self.meta.shape
    samples = _weighted(ops, g, n_fft, normalized=normalized)
    count = samples.meta.shape[-1]
    hop = n_fft // 4 if hop_length is None else hop_length
    places = _places(ops, length, n_fft, hop, count, pad_mode if center else None)
    shown = self.constant_pad_nd((0, 1)).index_select(-1, places).reshape((*lead, n_fft, count))
    weights = (samples * conj(shown)).sum_to_size((n_fft, 1)).squeeze(1)
    return weights.narrow(0, (n_fft - window_meta.numel) // 2, window_meta.numel)


gradient("stft", self=_signal, window=_window)
