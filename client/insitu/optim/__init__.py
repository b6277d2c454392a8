"""Optimizers: each step is in-place calls on parameters that a server holds, with PyTorch's names and formulas.

The one rule: a step never waits. Step counts, learning rates and bias corrections are numbers of this side.
"""

from insitu.optim import lr_scheduler
from insitu.optim.adadelta import Adadelta
from insitu.optim.adagrad import Adagrad
from insitu.optim.adam import Adam, AdamW
from insitu.optim.adamax import Adamax
from insitu.optim.asgd import ASGD
from insitu.optim.nadam import NAdam
from insitu.optim.optimizer import Optimizer
from insitu.optim.radam import RAdam
from insitu.optim.rmsprop import RMSprop
from insitu.optim.rprop import Rprop
from insitu.optim.sgd import SGD

__all__ = [
    "ASGD",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "NAdam",
    "Optimizer",
    "RAdam",
    "RMSprop",
    "Rprop",
    "lr_scheduler",
]
