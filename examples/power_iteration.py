"""The largest eigenvalue of a matrix, in a script that runs with PyTorch as it stands.

Run it as it is, or with ``import torch`` in the place of the import.
"""

import insitu as torch

size = 200
row = torch.arange(float(size))
matrix = (row.view(-1, 1) - row).abs_().neg_().exp_()  # how alike two points on a line are

vector = torch.ones(size)
for _ in range(30):
    vector.copy_(matrix.mv(vector))
    vector.div_(vector.norm())

eigenvalue = vector.dot(matrix.mv(vector)).item()
print(f"largest eigenvalue: {eigenvalue:.4f}")
print(f"one vector, written in place {vector._version} times")
