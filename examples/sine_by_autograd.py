"""A polynomial of the third order becomes a sine: backward finds the gradients, updates are in place."""

import math

import insitu as torch

x = torch.linspace(-math.pi, math.pi, 500)
y = torch.sin(x)
a, b, c, d = (torch.zeros(1, requires_grad=True) for _ in range(4))
speeds = (2e-1, 1e-1, 1e-2, 1e-3)  # the higher the power, the steeper the loss

for step in range(500):
    loss = (a + b * x + c * x**2 + d * x**3 - y).square().mean()
    loss.backward()
    if step % 100 == 0:
        print(f"step {step:3}: loss {loss.item():.4f}")
    with torch.no_grad():
        for weight, speed in zip((a, b, c, d), speeds, strict=True):
            weight.sub_(weight.grad, alpha=speed)
            weight.grad = None

print(f"sin(x) is about {b.item():.2f} x {d.item():+.3f} x³")
print(f"each weight was written {a._version} times, where it is")
