"""Short-time spectra.

The one rule: transforms are SciPy's, which keep single precision single.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from insitu_engine.answers import Computed
from insitu_engine.dtypes import Category, DType, bool_, complex_of, real_of
from insitu_engine.errors import BadValueError, DTypeError, ShapeError
from insitu_engine.meta import Operand, meta
from insitu_engine.optable import Out, Tensor, op
from insitu_engine.promotion import result_type

#: NumPy's names for PyTorch's ways of padding.
_PADDING: Final = {"reflect": "reflect", "constant": "constant", "replicate": "edge", "circular": "wrap"}


def _refuse_padding(length: int, pad: int, mode: str) -> None:
    if mode not in _PADDING:
        raise BadValueError(f"Unrecognised padding mode {mode}")
    if mode in ("reflect", "circular") and pad >= length + (mode == "circular"):
        raise BadValueError(
            f"stft: pad_mode={mode!r} pads {pad} on either side, more than a length of {length} has"
        )
    if mode == "replicate" and not length:
        raise BadValueError("stft: pad_mode='replicate' needs at least one sample to repeat")


def _stft_plan(
    self: Operand,
    n_fft: int,
    hop_length: int | None,
    win_length: int | None,
    window: Operand | None,
    center: bool,
    pad_mode: str,
    normalized: bool,  # noqa: ARG001 - a plan's signature is the op's
    onesided: bool | None,
    return_complex: bool | None,
) -> Computed:
    given = self.meta
    hop, width = _lengths(n_fft, hop_length, win_length)
    computed = given.dtype if window is None else result_type(given, window.meta)
    if given.dtype.category < Category.FLOAT or given.dtype is bool_:
        raise DTypeError(
            f"stft: expected a tensor of floating point or complex values, got {given.dtype.title}"
        )
    is_complex = computed.is_complex
    if return_complex is None and not is_complex:
        raise BadValueError(
            "stft requires the return_complex parameter be given for real inputs, and will further require that "
            "return_complex=True in a future PyTorch release."
        )
    if given.ndim not in (1, 2):
        raise ShapeError(f"stft: expected a 1D or 2D tensor, but got {given.ndim}D")
    if center:
        _refuse_padding(given.shape[-1], n_fft // 2, pad_mode)
    length = given.shape[-1] + (2 * (n_fft // 2) if center else 0)
    if not 0 < n_fft <= length:
        raise BadValueError(f"stft: expected 0 < n_fft <= {length}, but got n_fft={n_fft}")
    if hop <= 0:
        raise BadValueError(f"stft: expected hop_length > 0, but got hop_length={hop}")
    if not 0 < width <= n_fft:
        raise BadValueError(f"stft: expected 0 < win_length <= n_fft, but got win_length={width}")
    if window is not None and window.meta.shape != (width,):
        raise ShapeError(
            f"stft: expected a 1D window tensor of size equal to win_length={width}, but got window with size "
            f"{list(window.meta.shape)}"
        )
    if _is_onesided(onesided, is_complex=is_complex) and is_complex:
        raise BadValueError("stft: cannot have onesided output if window or input is complex")
    rows = n_fft // 2 + 1 if _is_onesided(onesided, is_complex=is_complex) else n_fft
    shape = (*given.shape[:-1], rows, 1 + (length - n_fft) // hop)
    spectrum: DType = complex_of(computed)
    if return_complex is False:
        return Computed((meta(real_of(spectrum), (*shape, 2)),))
    return Computed((meta(spectrum, shape),))


def _lengths(n_fft: int, hop_length: int | None, win_length: int | None) -> tuple[int, int]:
    return n_fft // 4 if hop_length is None else hop_length, n_fft if win_length is None else win_length


def _is_onesided(onesided: bool | None, *, is_complex: bool) -> bool:
    return not is_complex if onesided is None else onesided


@op(plan=_stft_plan)
def stft(
    out: Out,
    self: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,  # noqa: ARG001 - it shows in the shape of out
) -> Tensor:
    """Return the Fourier transforms of overlapping windows of a signal: ``(..., frequencies, windows)``.

    The windows of ``n_fft`` samples begin every ``hop_length`` (a quarter of them, if left out) and are weighted by
    ``window``, which lies in their middle. With ``center`` the signal (``(..., samples)``) is padded by half a window.
    Without ``return_complex`` a last dimension holds real and imaginary parts. Source: ``torch.stft``.
    """
    hop, width = _lengths(n_fft, hop_length, win_length)
    signal: Any = self
    if center:
        edges = [(0, 0)] * (self.ndim - 1) + [(n_fft // 2, n_fft // 2)]
        signal = np.pad(signal, edges, mode=_PADDING[pad_mode])  # type: ignore[call-overload] # one of its modes
    frames = np.lib.stride_tricks.sliding_window_view(signal, n_fft, axis=-1)[..., ::hop, :]
    weights = np.zeros(n_fft, self.dtype if window is None else window.dtype)
    left = (n_fft - width) // 2
    weights[left : left + width] = 1 if window is None else window
    frames = frames * weights
    one = _is_onesided(onesided, is_complex=frames.dtype.kind == "c")
    from scipy.fft import fft, rfft

    spectrum = rfft(frames) if one else fft(frames)
    if normalized:
        spectrum *= n_fft**-0.5
    spectrum = np.swapaxes(spectrum, -1, -2)
    if out.dtype.kind == "c":
        np.copyto(out, spectrum)
    else:
        out[..., 0], out[..., 1] = spectrum.real, spectrum.imag
    return out
