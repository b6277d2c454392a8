"""A polynomial of the third order becomes a sine: gradients by hand, every update in place."""

import math

import insitu as torch

x = torch.linspace(-math.pi, math.pi, 500)
y = torch.sin(x)
powers = torch.stack([x**order for order in range(4)], 1)
weights = torch.zeros(4)
speed = torch.tensor([2e-1, 1e-1, 1e-2, 1e-3])  # the higher the power, the steeper the loss

for step in range(500):
    error = powers @ weights - y
    if step % 100 == 0:
        print(f"step {step:3}: loss {error.square().mean().item():.4f}")
    gradient = powers.t() @ error.mul_(2 / 500)
    weights.addcmul_(gradient, speed, value=-1)

_, b, _, d = weights.tolist()
print(f"sin(x) is about {b:.2f} x {d:+.3f} x³")
