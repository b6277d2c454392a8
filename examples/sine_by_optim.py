"""A polynomial of the third order becomes a sine: an optimizer steps, a scheduler slows it down."""

import math

import insitu as torch
from insitu import optim

x = torch.linspace(-math.pi, math.pi, 500)
y = torch.sin(x)
powers = torch.stack([x**order for order in range(4)], 1)
weights = torch.zeros(4, requires_grad=True)
optimizer = optim.Adam([weights], lr=0.1)
scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=300)

for step in range(300):
    optimizer.zero_grad()
    loss = (powers @ weights - y).square().mean()
    loss.backward()
    optimizer.step()
    scheduler.step()
    if step % 100 == 0:
        print(f"step {step:3}: loss {loss.item():.4f}, next rate {scheduler.get_last_lr()[0]:.4f}")

_, b, _, d = weights.tolist()
print(f"sin(x) is about {b:.2f} x {d:+.3f} x³")
