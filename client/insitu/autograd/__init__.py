"""Gradients: which tensors require them, and backward, which is one call of the log.

The client knows the graph's shape, as it knows every tensor's: what requires a gradient, which leaves a backward reaches,
which write is refused, all without asking. Values that backward needs are kept by the server.
"""

from __future__ import annotations

from insitu.autograd import functional
from insitu.autograd.anomaly import detect_anomaly, set_detect_anomaly
from insitu.autograd.backward import backward, grad
from insitu.autograd.function import Function
from insitu.autograd.gradcheck import GradcheckError, gradcheck, gradgradcheck
from insitu.autograd.variable import Variable
from insitu.recording import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled

__all__ = [
    "Function",
    "GradcheckError",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "is_grad_enabled",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
]
