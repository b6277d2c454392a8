"""The rows of the contract: what PyTorch promises of in-place calls, each in a sentence, and what was measured of it.

The one rule: a row that is here has programs, and programs stand under a row that is here. A test holds both to it.
"""

from __future__ import annotations

from typing import Final

#: By id: what the row says.
ROWS: Final[dict[str, str]] = {
    "2.1 methods": "162 methods end in an underscore; what each does to tensors of every standing",
    "2.1 dunders": "13 operators write in place",
    "2.1 no __imatmul__": "a @= b rebinds a name and writes nothing",
    "2.1 assignment writes": "x[i] = v writes in place",
    "2.1 twenty functions": "20 in-place functions are no methods",
    "2.1 in place on lists": "44 private functions write lists of tensors",
    "2.1 no out-of-place method": "19 methods have no form without the underscore",
    "2.1 modules": "19 modules take inplace=",
    "2.1 functionals": "19 functionals take inplace=",
    "2.1 F.name_": "8 functionals end in an underscore",
    "2.1 initializers": "14 initializers end in an underscore",
    "2.2 the same object": "an in-place call returns its target itself",
    "2.2 dropout that is off": "also a dropout that drops nothing, which counts nothing",
    "2.2 counter of views": "views share the version counter",
    "2.2 counter of detach": "x.detach() shares it",
    "2.2 counter of saved tensors": "unpacked saved tensors share it",
    "2.2 no counter of data": "x.data does not share it",
    "2.2 no counter after set_data": "nor does what x.data was set to",
    "2.2 counts one": "what counts up by exactly one",
    "2.2 counts none": "what counts nothing",
    "2.2 an optimizer's step": "one step counts one for each parameter",
    "2.2 gradients accumulate in place": "a gradient is added into the tensor that is there",
    "2.3 leaf": "a leaf that requires a gradient is not written while gradients are recorded",
    "2.3 view of a leaf": "nor is a view of one",
    "2.3 output of several views": "nor one of several views of one call",
    "2.3 view made under no_grad": "nor a view that was made without recording",
    "2.3 inference tensor": "an inference tensor is not written outside of the mode, nor saved, nor counted",
    "2.3 dtype": "a result that the written dtype cannot hold is refused",
    "2.3 shape": "a result of another shape is refused",
    "2.3 expanded": "elements that share memory with each other are not written",
    "2.3 overlap": "an input that partly shares memory with what is written is refused",
    "2.3 out=": "out= has no gradients",
    "2.3 detach_ of a view": "a view is not detached in place",
    "2.3 resize_ with a gradient": "what requires a gradient is not resized",
    "2.3 masks and indices": "masks are truth, places are whole numbers within bounds, sources are of self's dtype",
    "2.3 values": "numbers that the dtype cannot hold are refused, and arguments that the op does not take",
    "2.3 miscellany": "ranges, scales, sizes and dtypes of single ops",
    "2.3 allowed: expanded and filled": "an expanded tensor takes one value for all",
    "2.3 allowed: expanded, with a warning": "by a mask or by places it does so with a warning",
    "2.3 allowed: truth in self's dtype": "comparisons write 0 and 1 in self's dtype",
    "2.3 allowed: integers wrap": "integers wrap",
    "2.3 allowed: self keeps its dtype": "a wider dtype of the same kind is written into self's",
    "2.3 allowed: truncation": "copies and assignments cut floats to integers",
    "2.3 allowed: int32 indices": "indices may be int32",
    "2.4 a result is written": "backward refuses a result that it needs and that was written",
    "2.4 a result is read": "and computes the gradient where it was only read",
    "2.4 each way to write": "whatever wrote it",
    "2.4 an operand is written": "backward refuses an operand that it needs and that was written",
    "2.4 triggers": "by whichever way, but not through .data",
    "2.4 a second backward": "a graph that was let go of is refused",
    "2.4 no gradient": "what no gradient is asked of, or can be asked of",
    "2.5 a write gives another past": "a write in place replaces what made the tensor",
    "2.5 a write of a gradient into a plain leaf": "a plain leaf that is written a computed value is a leaf no more",
    "2.5 a write to a view": "a write to a view rewrites its base's history",
    "2.5 older views": "older views of a written base are made anew",
    "2.5 the old self is kept": "what needs the old self keeps it",
    "2.5 hooks and kept gradients": "a hook stays with the old value, retain_grad goes to the new one",
    "2.5 escape hatches": "ways around the version counter",
    "2.6 shared memory": "memory that NumPy would write through a hidden copy",
    "2.6 promotion": "dtypes of results, which are not NumPy's",
    "2.6 integers wrap": "where NumPy raises",
    "2.6 nan into integers": "is refused in PyTorch's words",
    "2.6 signs and rounding": "signs, remainders, rounding, nan",
    "beyond: flags": "flags, nodes and modes around in-place calls",
    "beyond: copies": "copies of tensors",
    "beyond: functions of the user's own": "functions with a gradient of the user's own that write, and whose tensors are written",
    "measured": "the cases that the contract measured, under its own titles",
}

#: The titles of what the contract measured, in its order.
_TITLES: Final = """
leaf requires_grad add_
view of leaf requires_grad
no_grad leaf add_
version: sigmoid output modified
version exp
saved input (leaf not requiring grad) modified
saved leaf modified under no_grad
saved leaf modified through .data (no bump)
saved leaf modified through .detach() (bump shared)
view shares version counter
clone own counter
version bumps: add_,setitem,zero_,out=,.data=,copy_,+=,requires_grad_,detach_,resize_same,resize_,set_,unsqueeze_,t_,normal_,fill_,add_(0)
in-place returns self (identity)
int add_ float scalar
int += float scalar
int mul_ float tensor
int div_ int
int div_ int floor
float32 add_ float64 tensor
float32 add_ complex
bool add_ int
bool add_ bool
bool sub_
uint8 add_ int64 tensor
int8 add_ scalar 300
int sqrt_
int sigmoid_
int exp_
int relu_
bool relu_
float bitwise_and_
int clamp_ float
float eq_
int lt_ float tensor
float logical_and_
shape: [2].add_([2,2])
shape: [2,2].add_([2])
shape: [1].add_([2])
shape: [2].add_([3])
shape: []add_[2]
shape: [2].mul_([2,2])
copy_ broadcast
copy_ bad
copy_ float->int
setitem float->int
setitem bad shape
expand add_
expand fill_
expand copy_
expand zero_
expand normal_
expand relu_
expand index_put_
expand index_add_
expand scatter_
expand masked_fill_
expand setitem
partial overlap add_
partial overlap copy_
full overlap a.add_(a)
a.add_(a.t())
index_copy_ overlap
masked_fill_
masked_fill_ bad value
masked_fill_ non-bool mask
masked_fill_ mask broadcast self?
scatter_ idx dtype
scatter_ oob
scatter_ src dtype
scatter_ shape
scatter_add_ bad dtype
index_add_ dtype
unsqueeze_
transpose_
squeeze_
resize_ requires_grad
detach_ on view
in-place on unbind view
in-place on split view
in-place on view created in no_grad
in-place no_grad view requires grad leaf
inference tensor in-place outside
inference tensor _version
inference saved for backward
out= with requires_grad
out= resize warn
out= dtype
conv + ReLU(inplace)
ReLU(inplace) on leaf
sigmoid + ReLU(inplace) -> error
BN+ReLU inplace
leaky_relu inplace negative slope
add then modify (nothing saved) ok
CopySlices
backward non scalar
backward twice
backward no grad
requires_grad_ int
non-leaf requires_grad False
numpy() requires grad
item() many
bool() many
float32 pow_
half add_ float
addmm_ shape
baddbmm_
addcmul_ shape
clamp_ no args
dropout_ train
random_ bad
uniform_ bad
normal_ bad std
exponential_ int
normal_ int
fill_ nonscalar
fill_ int with float
remainder_ zero int
meta: out of int range fill
setitem out of range
set_ requires_grad
.data = other shape
1-dim t_
index_fill_
swap: torch.swapaxes_
imatmul
a @= a creates new
"""
MEASURED: Final = _TITLES.strip().splitlines()

#: The in-place ops of which the contract says what PyTorch keeps for backward.
_SAVED: Final = """
add_ sub_ mul_ div_ mul_(scalar) add_(scalar) div_(scalar) pow_(scalar) pow_ copy_ fill_ zero_ relu_ sigmoid_
tanh_ exp_ log_ sqrt_ rsqrt_ abs_ neg_ reciprocal_ sin_ cos_ square_ clamp_ floor_ round_ sign_ erf_ log1p_
expm1_ addcmul_ addcdiv_ lerp_ addmm_ masked_fill_ masked_scatter_ index_fill_ index_add_ index_copy_
index_put_ scatter_ scatter_add_ cumsum_ cumprod_ tril_ triu_ fill_diagonal_ leaky_relu_ elu_ hardtanh_ relu6_
silu_ mish_ hardswish_ hardsigmoid_ selu_ celu_ threshold_ rrelu_ dropout_ t_ unsqueeze_ detach_ atan2_ fmod_
remainder_ nan_to_num_ normal_ uniform_ bernoulli_
"""
SAVED: Final = _SAVED.split()
