"""Where chains may part from PyTorch: for good, with the reason, or until somebody has mended it.

``DRIFT`` and ``OPEN`` are patterns of what a disagreement says: the last line, then both sides. A chain ends at a
disagreement that one of them knows, and is counted under it; any other fails.
"""

from __future__ import annotations

import re

#: For good.
DRIFT = {
    r"torch (says\n|alone refuses: ).*ComplexHalf": "complex32 is not among the dtypes, so a refusal names complex64",
    r"view_as_complex of float16": "complex32 is not among the dtypes",
    r"dimension 0 with size 0(.|\n)*invalid index of a 0-dim": "PyTorch tells the size of a dimension that is not there",
    r"index out of range in self": "index_add_: PyTorch's text tells which of its two kernels ran",
    r"setStorage: .*out of bounds for storage of size 0": "PyTorch refuses to point at what an empty tensor lacks",
}
#: Besides, `worlds` brings PyTorch to what insitu does in two points, each marked DRIFT there: a refused call writes
#: nothing, and a copy is row-major and nobody's view.

#: To be mended; a row goes when its fix comes.
OPEN = {
    r"insitu alone refuses: OverlapError": "writes of what is there already, and of single elements",
    r"(shape mismatch|source tensor shape)(.|\n)*(unsupported operation|Indexing dim)": "which of two faults is told",
    r"(unsupported operation|Indexing dim)(.|\n)*(shape mismatch|source tensor shape)": "which of two faults is told",
    r"Index tensor must have(.|\n)*unsupported operation": "which of two faults is told",
    r"triu?l?_\((.|\n)*torch alone refuses: .*more than one element": "triangles of expanded tensors are written",
    r"without overflow": "alpha and value are not compared with the range of a small dtype",
}


def known(disagreement: str) -> str | None:
    """The reason of the row that knows a disagreement."""
    for kind, rows in (("drift", DRIFT), ("open", OPEN)):
        for pattern, reason in rows.items():
            if re.search(pattern, disagreement):
                return f"{kind}: {reason}"
    return None
