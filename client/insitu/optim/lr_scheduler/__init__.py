"""Learning rates that change from epoch to epoch: numbers in an optimizer's groups, of which the server knows nothing.

The one rule: the same recursions as PyTorch's, in the same order, so that rates are equal to the last bit.
"""

from insitu.optim.lr_scheduler.cycles import CosineAnnealingWarmRestarts, OneCycleLR
from insitu.optim.lr_scheduler.cyclic import CyclicLR
from insitu.optim.lr_scheduler.decays import (
    ConstantLR,
    CosineAnnealingLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from insitu.optim.lr_scheduler.functions import LambdaLR, MultiplicativeLR
from insitu.optim.lr_scheduler.plateau import ReduceLROnPlateau
from insitu.optim.lr_scheduler.scheduler import LRScheduler
from insitu.optim.lr_scheduler.sequences import ChainedScheduler, SequentialLR

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
