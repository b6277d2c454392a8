"""Optimizers: each step is in-place calls on parameters that a server holds, with PyTorch's names and formulas.

The one rule: a step never waits. Step counts, learning rates and bias corrections are numbers of this side.
"""

from insitu.optim import lr_scheduler
from insitu.optim.adagrad import Adagrad
from insitu.optim.adam import Adam, AdamW
from insitu.optim.optimizer import Optimizer
from insitu.optim.rmsprop import RMSprop
from insitu.optim.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler"]
