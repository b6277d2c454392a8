"""Where chains may part from PyTorch: for good, with the reason, or until somebody has mended it.

``DRIFT`` and ``OPEN`` are patterns of what a disagreement says: the last line, then both sides. A chain ends at a
disagreement that one of them knows, and is counted under it; any other fails.
"""

from __future__ import annotations

import re

#: For good.
DRIFT = {
    r"torch says\n.*ComplexHalf": "complex32 is not among the dtypes, so a refusal names complex64",
    r"view_as_complex of float16": "complex32 is not among the dtypes",
}
#: Besides, `worlds` brings PyTorch to what insitu does in two points, each marked DRIFT there: a refused call writes
#: nothing, and a copy is row-major and nobody's view.

#: To be mended; a row goes when its fix comes.
OPEN = {
    r"view\(T\.\w+\)\n(.|\n)*view: expected False, got True": "view(dtype) is no view for autograd",
    r"mT is only supported": "mT of a 0-d tensor is the tensor itself",
    r"\.ravel\(\)\n": "ravel is contiguous().view(-1)",
    r"expand(_as)?\(.*\n(.|\n)*strides: expected \(0": "expand of a 0-d tensor has strides 0",
    r"expand\(CPU": "the type's name in the text of expand_as and assignments",
    r"torch says\n.*must be divisible(.|\n)*must be 1": "view(dtype): sizes and offset are looked at before strides",
    r"torch (says\n|raises |alone refuses: ).*unsupported operation": "memory is looked at before anything else",
    r"insitu alone refuses: OverlapError": "setitem, fill_, copy_ and tril_ of memory that PyTorch lets overlap",
    r"Boolean alpha only": "the result's dtype is refused before alpha",
    r"torch says\n.*Subtraction": "subtracting truth values is refused before shapes",
    r"(minimum|maximum|addcmul)_cpu": "casts and shapes are refused before the kernel's dtypes",
    r"torch says\n.*shape mismatch(.|\n)*Index put requires": "setitem: shapes are refused before dtypes",
    r"index_add_\(\): Indexing dim|index out of range in self": "index_add_: which refusal comes first, and its text",
    r"index_copy_\(\): index \d+ is out of bounds": "index_copy_ of nothing takes any index",
    r"without overflow": "a complex number into float16",
    r"Expected dtype int64 for index": "index_fill_: the index is looked at before the number",
    r"invalid index of a 0-dim tensor": "index 1 of a 0-d tensor",
}


def known(disagreement: str) -> str | None:
    """The reason of the row that knows a disagreement."""
    for kind, rows in (("drift", DRIFT), ("open", OPEN)):
        for pattern, reason in rows.items():
            if re.search(pattern, disagreement):
                return f"{kind}: {reason}"
    return None
