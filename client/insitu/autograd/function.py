"""Functions with a gradient of their own, written by the user with insitu ops."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, ClassVar, Never

from insitu.autograd.sending import send
from insitu.autograd.walk import Grads
from insitu.recording import mode, no_grad
from insitu.transport.effects import Changed
from insitu_engine.autograd import history, recording
from insitu_engine.autograd.nodes import Creation, Edge, Foreign
from insitu_engine.autograd.texts import FREED, LEAF, overwritten
from insitu_engine.errors import ArgumentError, GradientError, UnsupportedError
from insitu_engine.meta import Meta, Operand

if TYPE_CHECKING:
    from insitu._tensor import Tensor


class FunctionCtx:
    """What a function's ``forward`` leaves for its ``backward``; further attributes are the user's own."""

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        #: For each argument, whether it is a tensor that requires a gradient.
        self.needs_input_grad = needs_input_grad
        self.to_save: tuple[Tensor | None, ...] = ()
        self.dirty_tensors: tuple[Tensor, ...] = ()
        self.non_differentiable: tuple[Tensor, ...] = ()
        self.materialize_grads = True
        self._versions: list[tuple[int, Edge | None]] | None = []

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep arguments or results for ``backward``, where `saved_tensors` has them unless they were written since."""
        for at, tensor in enumerate(tensors):
            if tensor is not None and not isinstance(tensor, Operand):
                raise ArgumentError(
                    f"save_for_backward can only save variables, but argument {at} is of type {type(tensor).__name__}"
                )
        self.to_save = tensors

    def mark_dirty(self, *args: Tensor) -> None:
        """Say which arguments ``forward`` writes in place and returns."""
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args: Tensor) -> None:
        """Say which results have no gradient."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Say whether ``backward`` gets zeros, not None, for results that nothing was computed from."""
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What was saved; raises GradientError if it was let go of, or written since."""
        if self._versions is None:
            raise GradientError(FREED)
        for tensor, (version, made) in zip(self.to_save, self._versions, strict=True):
            if tensor is not None and tensor.root.version != version:
                text = overwritten(tensor.meta, made, tensor.root.version, version)
                send(tensor, "overwritten", (tensor, version, text))
                tensor.session.sync()  # raises the text, and which call wrote it: the server knows
        return self.to_save

    def _finish(self) -> None:
        self._versions = [
            (0, None) if tensor is None else (tensor.root.version, history.known_edge(tensor))
            for tensor in self.to_save
        ]

    def _release(self) -> None:
        if self.to_save:
            self.to_save, self._versions = (), None


class _Node(Foreign):
    """One call of a function, as the graph has it on this side."""

    __slots__ = ("arguments", "ctx", "function", "results")

    active = True
    arguments: tuple[bool, ...]
    ctx: FunctionCtx
    function: type[Function]
    #: Of what ``forward`` returned; None for what is no tensor.
    results: tuple[Meta | None, ...]

    def answer(self, grads: Grads, *, retain: bool) -> Grads:
        """Return the gradients of the tensors among the arguments, as the function computes them."""
        ctx = self.ctx
        if ctx.materialize_grads:
            some = next(gradient for gradient in grads if gradient is not None)
            grads = [
                some.new_zeros(of.shape, dtype=of.dtype) if gradient is None and of is not None else gradient
                for gradient, of in zip(grads, self.results, strict=True)
            ]
        found = self.function.gradient()(ctx, *grads)
        answers = found if isinstance(found, tuple) else (found,)
        wanted = len(self.arguments)
        if len(answers) < wanted or any(extra is not None for extra in answers[wanted:]):
            raise GradientError(
                f"function {self.title} returned an incorrect number of gradients (expected {wanted}, got {len(answers)})"
            )
        for at, (answer, is_tensor) in enumerate(zip(answers, self.arguments, strict=False)):
            if answer is not None and not isinstance(answer, Operand):
                raise GradientError(f"expected Variable or None (got {type(answer).__name__})")
            if answer is not None and not is_tensor:
                raise GradientError(
                    f"function {self.title} returned a gradient different than None at position {at + 1}, but the "
                    "corresponding forward input was not a Variable"
                )
        if not retain:
            ctx._release()  # noqa: SLF001 - part of it
        return [answer for answer, is_tensor in zip(answers, self.arguments, strict=False) if is_tensor]


class Function:
    """Derive from it and write two static methods: ``forward(ctx, *args)`` and ``backward(ctx, *grads)``.

    `apply` calls ``forward`` without recording; when backward comes to what it returned, ``backward`` gets the gradients
    of its results and returns one for each argument, None where there is none. Both are written with insitu ops and run
    by this client: a backward through them costs a round trip. ``forward(*args)`` may go without ``ctx``, with a third
    method ``setup_context(ctx, inputs, output)``.
    """

    #: PyTorch has it; nothing here makes use of it.
    generate_vmap_rule: ClassVar[bool] = False

    @staticmethod
    def forward(*args: Any) -> Any:  # noqa: ARG004 - the user's to write
        """Compute the results."""
        raise UnsupportedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: FunctionCtx, inputs: tuple[Any, ...], output: Any) -> None:  # noqa: ARG004 - likewise
        """Keep what backward needs, where ``forward`` takes no ``ctx``."""
        raise UnsupportedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:  # noqa: ARG004 - likewise
        """Return the gradients of the arguments, given those of the results."""
        raise UnsupportedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    #: Another name of `backward`: a function has one of them.
    vjp = backward

    @classmethod
    def gradient(cls) -> Callable[..., Any]:
        """Return ``backward``, by whichever of its names the function has it; refuse both."""
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise GradientError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only implement one "
                "of them."
            )
        return cls.vjp

    def __call__(self, *args: Any, **kwargs: Any) -> Never:
        """Raise GradientError: a function is not made, but applied."""
        del args, kwargs
        raise GradientError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function "
            "with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Call ``forward``, and let its results know where they come from."""
        apart = cls.setup_context is not Function.setup_context
        if apart:
            args = _bound(cls.forward, args, kwargs)
        elif kwargs:
            args = signature(cls.forward).bind(None, *args, **kwargs).args[1:]
        recorded = mode.on
        needs = tuple(isinstance(arg, Operand) and history.requires_grad(arg) for arg in args)
        ctx = FunctionCtx(needs)
        with no_grad():
            result = cls.forward(*args) if apart else cls.forward(ctx, *args)
            if apart:
                cls.setup_context(ctx, args, result)
        if recorded and any(needs):
            given = result if isinstance(result, tuple) else (result,)
            outputs = [_output(ctx, args, output) for output in given]
            constant = {at for at, output in enumerate(given) if _among(output, ctx.non_differentiable)}
            _record(cls, ctx, args, outputs, constant)
            result = tuple(outputs) if isinstance(result, tuple) else outputs[0]
        ctx._finish()  # noqa: SLF001 - part of it
        return result


def _bound(forward: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
    """Return all arguments by position, defaults included."""
    given = signature(forward).bind(*args, **kwargs)
    given.apply_defaults()
    return given.args


def _among(tensor: Any, tensors: tuple[Any, ...]) -> bool:
    return any(tensor is other for other in tensors)


def _output(ctx: FunctionCtx, args: tuple[Any, ...], output: Any) -> Any:
    """Return what stands for a result: a view of an argument that is returned as it is."""
    if not _among(output, args) or _among(output, ctx.dirty_tensors) or not isinstance(output, Operand):
        return output
    with no_grad():
        return output.view_as(output)  # type: ignore[attr-defined] # a Tensor


def _record(
    function: type[Function], ctx: FunctionCtx, args: tuple[Any, ...], outputs: list[Any], constant: set[int]
) -> None:
    """Let results know where they come from, but those at the places ``constant``."""
    tensors: list[Any] = [arg for arg in args if isinstance(arg, Operand)]
    for tensor in ctx.dirty_tensors:
        if tensor.creation is not Creation.NO_GRAD:
            recording.refuse_written_view(tensor)
        if tensor.creation is Creation.NO_GRAD or (history.requires_grad(tensor) and history.is_leaf(tensor)):
            raise GradientError(LEAF.replace("is being", "has been"))
        if not _among(tensor, tuple(outputs)):
            raise GradientError(
                "Some elements marked as dirty during the forward method were not returned as output. The inputs that are "
                "modified inplace must all be outputs of the Function."
            )
    known = [
        output
        if isinstance(output, Operand) and history.differentiable(output.meta) and at not in constant
        else None
        for at, output in enumerate(outputs)
    ]
    session = tensors[0].session
    number = session.next_handle()
    title = f"{function.__name__}Backward"
    node = _Node(title, tuple(map(history.edge_of, tensors)), known, number)
    node.ctx, node.function = ctx, function
    node.results = tuple(output.meta if isinstance(output, Operand) else None for output in outputs)
    node.arguments = tuple(isinstance(arg, Operand) for arg in args)
    before = [(tensor, tensor.history, tensor.creation) for tensor in known if tensor is not None]

    def restore() -> None:
        for tensor, past, creation in before:
            tensor.history, tensor.creation = past, creation

    recording.record_custom(node, tensors, known)
    session.watchers[number] = node
    send(tensors[0], "custom", (tensors, known, title, number), Changed(None, restore))


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a ``backward`` whose own gradient is not wanted: it runs without recording."""

    @wraps(backward)
    def wrapper(ctx: Any, *grads: Any) -> Any:
        with no_grad():
            return backward(ctx, *grads)

    return wrapper
