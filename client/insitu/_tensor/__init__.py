"""The Tensor that feels local: PyTorch's names on a handle of a tensor that lives on a server.

Most methods are generated from the op table (`insitu._methods`); here is what a table cannot say, a file for each side of
a tensor, and the class that brings them together.
"""

from insitu._tensor.metadata import Size as Size
from insitu._tensor.metadata import UntypedStorage as UntypedStorage
from insitu._tensor.tensor import Tensor as Tensor
from insitu._tensor.tensor import tensor_at as tensor_at
