"""Softmax regression on handwritten digits, with the gradient by hand and every update in place.

What is worth a look is the memory: after the first steps nothing is allocated for the weights any more.
"""

import numpy as np
from sklearn.datasets import load_digits

import insitu

digits = load_digits()
images = insitu.tensor((digits.data / 16.0).astype(np.float32))
labels = insitu.tensor(digits.target)
train, test = slice(0, 1400), slice(1400, None)

wanted = insitu.zeros(len(digits.target), 10).scatter_(1, labels.view(-1, 1), 1.0)
weight, bias = insitu.zeros(64, 10), insitu.zeros(10)

for step in range(200):
    error = (images[train] @ weight).add_(bias).softmax(1).sub_(wanted[train]).div_(1400)
    weight.addmm_(images[train].t(), error, alpha=-2.0)
    bias.sub_(error.sum(0), alpha=2.0)
    if step % 50 == 49:
        guessed = (images[test] @ weight).add_(bias).argmax(1)
        correct = (guessed == labels[test]).float().mean().item()
        print(f"step {step + 1:3}: {correct:.1%} of the unseen digits are read correctly")

memory = insitu.current_session().memory()
print(
    f"the weights are at version {weight._version}; in place saved {memory.saved / 1e6:.0f} MB of allocations"
)
