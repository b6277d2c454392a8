"""Write the client's Tensor methods and functions from the op table; ``--check`` only compares.

They are real functions with real signatures, so that an editor, mypy and a reader see what there is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu_engine.dtypes import DType
from insitu_engine.optable import Op, rows
from insitu_engine.refused import REFUSED
from insitu_engine.schema import MISSING, Kind, Parameter

ROOT: Final = Path(__file__).resolve().parent.parent
CLIENT: Final = ROOT / "client" / "insitu"

#: How each kind is typed where a user writes it.
TYPES: Final = {
    Kind.TENSOR: "Tensor",
    Kind.TENSOR_LIKE: "Tensor | Number",
    Kind.INDEX_TENSOR: "Tensor",
    Kind.MASK: "Tensor",
    Kind.TENSORS: "Sequence[Tensor]",
    Kind.NUMBER: "Number",
    Kind.INT: "int",
    Kind.FLOAT: "float",
    Kind.BOOL: "bool",
    Kind.STR: "str",
    Kind.DTYPE: "DType",
    Kind.SIZE: "int | Sequence[int]",
    Kind.DIMS: "int | Sequence[int]",
    Kind.EXTENTS: "int | Sequence[int | None]",
    Kind.INDEX: "Any",
    Kind.NUMBERS: "Sequence[Number]",
    Kind.PAIRS: "Sequence[Sequence[int]]",
    Kind.VALUE: "Any",
}

#: Python's operators, by the op that each one is.
OPERATORS: Final = {
    "__add__": "add", "__sub__": "sub", "__mul__": "mul", "__truediv__": "div", "__floordiv__": "floor_divide",
    "__mod__": "remainder", "__pow__": "pow", "__matmul__": "matmul", "__and__": "bitwise_and",
    "__or__": "bitwise_or", "__xor__": "bitwise_xor", "__lshift__": "bitwise_left_shift",
    "__rshift__": "bitwise_right_shift", "__eq__": "eq", "__ne__": "ne", "__lt__": "lt", "__le__": "le",
    "__gt__": "gt", "__ge__": "ge",
    "__iadd__": "add_", "__isub__": "sub_", "__imul__": "mul_", "__itruediv__": "div_",
    "__idiv__": "div_",
    "__ifloordiv__": "floor_divide_", "__imod__": "remainder_", "__ipow__": "pow_", "__iand__": "bitwise_and_",
    "__ior__": "bitwise_or_", "__ixor__": "bitwise_xor_", "__ilshift__": "bitwise_left_shift_",
    "__irshift__": "bitwise_right_shift_",
}  # fmt: skip
#: The same with the operands the other way round.
REFLECTED: Final = {
    "__radd__": "add", "__rsub__": "sub", "__rmul__": "mul", "__rtruediv__": "div", "__rfloordiv__": "floor_divide",
    "__rmod__": "remainder", "__rpow__": "pow", "__rand__": "bitwise_and", "__ror__": "bitwise_or",
    "__rxor__": "bitwise_xor", "__rlshift__": "bitwise_left_shift", "__rrshift__": "bitwise_right_shift",
    "__rmatmul__": "matmul",
}  # fmt: skip
UNARY: Final = {"__neg__": "neg", "__abs__": "abs", "__pos__": "positive", "__invert__": "bitwise_not"}

#: Functions of ``nn.functional`` that PyTorch gives an ``inplace`` argument.
WITH_INPLACE: Final = frozenset({
    "alpha_dropout", "celu", "dropout", "dropout1d", "dropout2d", "dropout3d", "elu", "feature_alpha_dropout",
    "hardsigmoid", "hardswish", "hardtanh", "leaky_relu", "mish", "relu", "relu6", "rrelu", "selu", "silu", "threshold",
})  # fmt: skip

#: Losses to which PyTorch gives two older arguments besides ``reduction``, with the parameter before which the first stands.
WITH_OLDER: Final = {
    **dict.fromkeys(
        (
            "binary_cross_entropy", "binary_cross_entropy_with_logits", "cosine_embedding_loss", "hinge_embedding_loss",
            "margin_ranking_loss", "multi_margin_loss", "multilabel_margin_loss", "multilabel_soft_margin_loss",
            "soft_margin_loss", "triplet_margin_loss",
        ),
        "reduction",
    ),
    "nll_loss": "ignore_index",
    "poisson_nll_loss": "eps",
}  # fmt: skip

#: Modules of rows that make tensors of nothing, and what PyTorch's take besides: checked here, never sent.
FACTORIES: Final = frozenset({"creation", "random", "sequences", "triangles", "windows"})
FACTORY_OPTIONS: Final = (
    "device: Any = None",
    "layout: Any = None",
    "pin_memory: bool = False",
    "requires_grad: bool = False",
)

#: Those of them that it gives an in-place function as well.
IN_PLACE_FUNCTIONS: Final = frozenset({
    "celu_", "elu_", "hardtanh_", "leaky_relu_", "relu_", "rrelu_", "selu_", "threshold_",
})  # fmt: skip

#: Functions of ``nn.functional`` by the names of their rows, where another op has the function's own.
IN_FUNCTIONAL: Final = {"im2col": "unfold", "col2im": "fold"}

#: Modules of functions that PyTorch names by a prefix: ``special_entr`` is ``torch.special.entr``.
NAMESPACES: Final = {
    "special": "Special functions: `torch.special`.",
    "linalg": "Linear algebra: `torch.linalg`.",
}

HEAD: Final = '''# Written by tools/generate_client.py from the op table: do not edit, run `make generate`.
"""{title}"""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Never, TypeAlias

import insitu_engine.ops  # noqa: F401 - fills the op table
from insitu.dispatch import call
from insitu.nn.reduction import reduction_of
from insitu.options import as_leaf, by_numpy_names, require_plain
from insitu_engine.dtypes import DType, int64
from insitu_engine.errors import ArgumentError, UnsupportedError
from insitu_engine.meta import Operand
from insitu_engine.optable import lookup
from insitu_engine.refused import REFUSED

if TYPE_CHECKING:
    from insitu._tensor import Tensor

Number: TypeAlias = builtins.complex
'''


def constant(op: Op) -> str:
    """Return the name under which a generated module holds the op's row."""
    return f"_OP_{op.name}"


def parameters(op: Op, *, method: bool) -> Iterator[str]:
    """Yield the parameters of the generated function; a method's ``self`` comes first, wherever the op has it."""
    starred = False
    if method:
        yield "self"
    for at, parameter in enumerate(op.schema.parameters):
        if method and parameter.name == "self":
            continue
        if op.schema.variadic == at:
            yield f"*{parameter.name}: Any"
            starred = True
            continue
        if parameter.keyword_only and not starred:
            yield "*"
            starred = True
        if parameter.name == WITH_OLDER.get(op.name):
            yield "size_average: bool | None = None"
        if parameter.name == "reduction" and op.name in WITH_OLDER:
            yield "reduce: bool | None = None"
        yield declaration(parameter)
    wanted = plain_options(op)
    if wanted and not starred:
        yield "*"
    yield from wanted
    if op.schema.variadic is not None:
        yield "**named: Any"


def plain_options(op: Op) -> list[str]:
    """Return declarations of what PyTorch's function takes besides, where it makes a tensor or draws numbers."""
    assert op.kernel is not None or op.view or op.reshapes
    names = {parameter.name for parameter in op.schema.parameters}
    wanted: list[str] = []
    if "dtype" in names and op.kernel is not None and op.kernel.__module__.rpartition(".")[2] in FACTORIES:
        wanted += FACTORY_OPTIONS
        if op.name.endswith("_like") or op.name == "empty":
            wanted.append("memory_format: Any = None")
    if op.schema.random and names:
        wanted.append("generator: None = None")
    return wanted


def declaration(parameter: Parameter) -> str:
    """Return ``name: type = default``."""
    name = "input" if parameter.name == "self" else parameter.name
    kind = " | ".join(TYPES[kind] for kind in (parameter.kind, *parameter.others))
    kind += " | None" if parameter.optional else ""
    if parameter.default is MISSING:
        return f"{name}: {kind}"
    default = parameter.default
    return f"{name}: {kind} = {default.name if isinstance(default, DType) else repr(default)}"


def arguments(op: Op, *, method: bool) -> str:
    """Return the tuple that goes to `call`."""
    words = []
    for at, parameter in enumerate(op.schema.parameters):
        if parameter.name == "self" and not method:
            words.append("input")
        elif op.schema.variadic == at:
            words.append(f'spread({parameter.name}, named, "{parameter.name}")')
        else:
            words.append(parameter.name)
    return f"({', '.join(words)}{',' if len(words) == 1 else ''})"


def returns(op: Op) -> str:
    """Return the annotation of the result."""
    return op.schema.returns if op.schema.returns in ("Tensor", "bool") else "Any"


def numpy_names(op: Op) -> list[str]:
    """Return the parameters that PyTorch also takes by NumPy's names, where they may be left out."""
    if op.schema.variadic is not None:
        return []
    return [
        parameter.name
        for parameter in op.schema.parameters
        if parameter.name in {"dim", "keepdim"} and parameter.default is not MISSING
    ]


def definition(
    op: Op, title: str, doc: str, *, method: bool, inplace: bool = False, numpy: bool = False
) -> str:
    """Return one function or method; with ``inplace`` its argument chooses between the op and its in-place form.

    With ``numpy`` it takes ``axis`` and ``keepdims`` as well, where PyTorch's does.
    """
    lead = "    " if method else ""
    renamed = numpy_names(op) if numpy else []
    declared = [*parameters(op, method=method), *(["inplace: bool = False"] if inplace else [])]
    declared += ["**numpy: Any"] if renamed else []
    lines = [f"{lead}def {title}({', '.join(declared)}) -> {returns(op)}:"]
    text = "\n".join((line.strip() and f"{lead}{line}") or "" for line in reindent(doc.strip(), "    "))
    lines.append(
        f'{lead}    """{text.strip()}{chr(10) + lead + "    " if chr(10) in text.strip() else ""}"""'
    )
    if renamed:
        given = ", ".join(f"{name}={name}" for name in renamed)
        lines.append(f"{lead}    if numpy:")
        lines.append(
            f"{lead}        {', '.join(renamed)}{',' if len(renamed) == 1 else ''} = by_numpy_names(numpy, {given})"
        )
    names = [option.partition(":")[0] for option in plain_options(op)]
    checked = [f"{name}={name}" for name in names if name not in {"memory_format", "requires_grad"}]
    if checked:
        lines.append(f"{lead}    require_plain({', '.join(checked)})")
    if "memory_format" in names:
        lines.append(f"{lead}    del memory_format  # new tensors lie row-major")
    if op.name in WITH_OLDER:
        lines.append(f"{lead}    reduction = reduction_of(size_average, reduce, reduction)")
    row = f"{constant(op)}_ if inplace else {constant(op)}" if inplace else constant(op)
    result = f"call({row}, {arguments(op, method=method)})"
    if "requires_grad" in names:
        lines += [
            f"{lead}    result: Tensor = {result}",
            f"{lead}    return as_leaf(result, requires_grad)",
        ]
    elif returns(op) == "Tensor":
        lines += [f"{lead}    result: Tensor = {result}", f"{lead}    return result"]
    elif returns(op) == "bool":
        lines.append(f"{lead}    return bool({result})")
    else:
        lines.append(f"{lead}    return {result}")
    return "\n".join(lines)


def reindent(doc: str, lead: str) -> list[str]:
    """Return the lines of a docstring, indented alike."""
    first, *rest = doc.splitlines()
    margin = min((len(line) - len(line.lstrip()) for line in rest if line.strip()), default=0)
    return [lead + first, *[lead + line[margin:] for line in rest]]


def operators(table: dict[str, Op]) -> Iterator[str]:
    """Yield Python's operators as methods."""
    for title, name in OPERATORS.items():
        kind = "object" if title in ("__eq__", "__ne__") else "Any"
        yield operator(title, table[name], "(self, other{})", f"other: {kind}")
    for title, name in REFLECTED.items():
        yield operator(title, table[name], "(other, self{})", "other: Any")
    for title, name in UNARY.items():
        yield operator(title, table[name], "(self{})", "")


def operator(title: str, op: Op, args: str, parameter: str) -> str:
    """Return one operator method; the op's other arguments keep their defaults."""
    given = args.count("self") + args.count("other")
    tail = "".join(f", {parameter.default!r}" for parameter in op.schema.parameters[given:])
    ignore = (
        "  # type: ignore[override] # a tensor of truth values, as PyTorch has it"
        if title in ("__eq__", "__ne__")
        else ""
    )
    lines = [f"    def {title}(self{', ' + parameter if parameter else ''}) -> Tensor:{ignore}"]
    tuple_ = args.format(tail or ("," if given == 1 else ""))
    result = f"call({constant(op)}, {tuple_})"
    if parameter:
        lines.append(
            "        if not isinstance(other, OPERATOR_OPERANDS):\n            return NotImplemented"
        )
    return "\n".join([*lines, f"        result: Tensor = {result}", "        return result"])


SPREAD: Final = '''

def spread(items: tuple[Any, ...], named: dict[str, Any], name: str) -> Any:
    """Return ``view(2, 3)``, ``view((2, 3))`` and ``view(size=(2, 3))`` alike as a tuple."""
    if named:
        if items or list(named) != [name]:
            raise ArgumentError(f"got {', '.join(named)} by name, where {name} may be given once")
        return named[name]
    if len(items) == 1 and (items[0] is None or isinstance(items[0], tuple | list)):
        return items[0]
    return items
'''


def methods_module(table: list[Op]) -> str:
    """Return the text of ``_methods.py``."""
    chosen = [
        op
        for op in table
        if "method" in op.where and op.schema.parameters[:1] and takes_self(op) and not module_of(op.name)
    ]
    by_name = {op.name: op for op in table}
    used = {
        id(by_name[name]): by_name[name]
        for name in (*OPERATORS.values(), *REFLECTED.values(), *UNARY.values())
    }
    used |= {id(op): op for op in chosen}
    parts = [HEAD.format(title="The Tensor's methods that are ops of the table.")]
    parts += [
        "",
        *[f'{constant(op)} = lookup("{op.name}")' for op in sorted(used.values(), key=lambda op: op.name)],
    ]
    parts += ["#: What an operator takes on its other side; anything else is left to the other's own method."]
    parts += ["OPERATOR_OPERANDS = (Operand, int, float, complex)"]
    parts += [
        SPREAD,
        "\nclass TensorMethods(Operand):  # noqa: PLW1641 - Tensor hashes by identity",
        '    """Every op that is a method of `torch.Tensor`."""',
        "",
        "    __slots__ = ()",
        "",
    ]
    for op in chosen:
        parts += [definition(op, op.name, op.doc, method=True, numpy=True), ""]
        for alias in op.aliases:
            if not module_of(alias):
                parts += [definition(op, alias, f"Alias of `{op.name}`.", method=True, numpy=True), ""]
    parts += [refusal(title) for title in sorted(REFUSED)]
    parts += ["    # Python's operators.", ""]
    for text in operators(by_name):
        parts += [text, ""]
    return "\n".join(parts)


def refusal(title: str) -> str:
    """Return the method of a name that has no op: it raises why."""
    return (
        f"    def {title}(self, *args: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - PyTorch's arguments\n"
        f'        """Raise UnsupportedError: a tensor on a server has no ``{title}``."""\n'
        f"        raise UnsupportedError(f\"{title}() is not there: {{REFUSED['{title}']}}\")\n"
    )


def takes_self(op: Op) -> bool:
    """Return whether the op can be a method."""
    return any(parameter.name == "self" for parameter in op.schema.parameters)


#: Rows that have a hand-written form, or none, on the client.
HAND_WRITTEN: Final = frozenset({
    "tensor", "getitem", "setitem_", "to", "randint", "randint_like", "view",
    "embedding", "embedding_bag", "huber_loss", "kl_div", "l1_loss", "mse_loss", "smooth_l1_loss",
    "affine_grid", "batch_norm", "grid_sample", "instance_norm",
})  # fmt: skip


def module_of(title: str) -> str | None:
    """Return the module that a name such as ``special_entr`` belongs to, as in ATen's own naming; None without one."""
    module = title.partition("_")[0]
    return module if module in NAMESPACES else None


def listed(table: list[Op], where: str) -> Iterator[tuple[Op, str, str]]:
    """Yield the rows of a module of functions, each with a name it has in the table and its name in the module."""
    for op in table:
        for title in (op.name, *op.aliases):
            module = module_of(title)
            hidden = where == "functional" and op.in_place and title not in IN_PLACE_FUNCTIONS
            if module is None and where in op.where and not hidden:
                yield op, title, IN_FUNCTIONAL.get(title, title) if where == "functional" else title
            elif module == where and not op.in_place:
                yield op, title, title.removeprefix(f"{where}_")


def functions_module(table: list[Op], where: str, title: str) -> str:
    """Return the text of a module of functions."""
    chosen = list(listed(table, where))
    parts = [HEAD.format(title=title)]
    if where == "function":
        parts = [parts[0], SPREAD]
    else:
        parts = [
            parts[0].replace(
                "from insitu.dispatch", "from insitu._functions import spread\nfrom insitu.dispatch"
            )
        ]
    held = {op.name for op, _, _ in chosen}
    if where == "functional":
        held |= {f"{name}_" for name in held & WITH_INPLACE}
    parts += ["", *[f'_OP_{name} = lookup("{name}")' for name in sorted(held)], ""]
    for op, name, short in chosen:
        inplace = where == "functional" and name in WITH_INPLACE
        doc = op.doc if name == op.name else f"Alias of `{op.name}`."
        numpy = where != "functional"
        parts += ["", definition(op, short, doc, method=False, inplace=inplace, numpy=numpy), ""]
    parts.insert(1, f"\n__all__ = {sorted(short for _, _, short in chosen)!r}\n")
    return "\n".join(parts)


def formatted(text: str, path: Path) -> str:
    """Return the text as ruff formats it."""
    ruff = [str(Path(sys.executable).parent / "ruff")]
    for command in (["check", "--fix", "--quiet", "--select", "F401,I,RUF022", "--exit-zero"], ["format"]):
        result = subprocess.run(
            [*ruff, *command, "--stdin-filename", str(path), "-"],
            input=text,
            capture_output=True,
            text=True,
            check=True,
        )
        text = result.stdout
    return text


def main() -> int:
    """Generate, or compare with what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="fail if a committed file differs from a fresh one"
    )
    options = parser.parse_args()
    table = [op for op in rows() if op.name not in HAND_WRITTEN]
    files = {
        CLIENT / "_methods.py": methods_module(table),
        CLIENT / "_functions.py": functions_module(
            table, "function", "Functions of `insitu` that are ops of the table."
        ),
        CLIENT / "nn" / "_table.py": functions_module(
            table, "functional", "Functions of `insitu.nn.functional` that are ops of the table."
        ),
        **{
            CLIENT / f"{module}.py": functions_module(table, module, title)
            for module, title in NAMESPACES.items()
        },
    }
    stale = 0
    for path, text in files.items():
        fresh = formatted(text, path)
        if options.check:
            if not path.exists() or path.read_text() != fresh:
                print(f"stale: {path.relative_to(ROOT)}; run `make generate`")
                stale = 1
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fresh)
            print(f"{path.relative_to(ROOT)}: {fresh.count('def '):,} functions")
    return stale


if __name__ == "__main__":
    sys.exit(main())
