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
    r"insitu alone refuses: OverlapError": "setitem, fill_, copy_ and tril_ of memory that PyTorch lets overlap",
    r"Boolean alpha only": "the result's dtype is refused before alpha",
    r"torch says\n.*Subtraction": "subtracting truth values is refused before shapes",
    r"(minimum|maximum|addcmul)_cpu": "casts and shapes are refused before the kernel's dtypes",
    r"torch says\n.*shape mismatch(.|\n)*Index put requires": "setitem: shapes are refused before dtypes",
    r"index_add_\(\): Indexing dim|index out of range in self": "index_add_: which refusal comes first, and its text",
    r"index_(copy|fill|add)_\((.|\n)*insitu alone refuses: .*index \d+ is out of bounds": "nothing is indexed by anything",
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
