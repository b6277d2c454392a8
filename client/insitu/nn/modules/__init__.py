"""All modules, by subject."""

from __future__ import annotations

from insitu.nn.modules import (
    activations,
    adaptive_pooling,
    batchnorm,
    container,
    convolution,
    dropout,
    flatten,
    folding,
    linear,
    losses,
    margins,
    module,
    normalization,
    padding,
    parameters,
    pooling,
    rectifiers,
    similarities,
    softmax,
    sparse,
    transposed,
    upsampling,
)
from insitu.nn.modules.activations import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.adaptive_pooling import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.batchnorm import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.container import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.convolution import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.dropout import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.flatten import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.folding import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.linear import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.losses import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.margins import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.module import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.normalization import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.padding import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.parameters import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.pooling import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.rectifiers import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.similarities import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.softmax import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.sparse import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.transposed import *  # noqa: F403 - it has an __all__
from insitu.nn.modules.upsampling import *  # noqa: F403 - it has an __all__

__all__ = [  # noqa: PLE0604 - strings
    *activations.__all__,
    *adaptive_pooling.__all__,
    *batchnorm.__all__,
    *container.__all__,
    *convolution.__all__,
    *dropout.__all__,
    *flatten.__all__,
    *folding.__all__,
    *linear.__all__,
    *losses.__all__,
    *margins.__all__,
    *module.__all__,
    *normalization.__all__,
    *padding.__all__,
    *parameters.__all__,
    *pooling.__all__,
    *rectifiers.__all__,
    *similarities.__all__,
    *softmax.__all__,
    *sparse.__all__,
    *upsampling.__all__,
    *transposed.__all__,
]
