"""Logistic regression: which side of a line is a point on? The loss is written with logits, so that nothing overflows."""

import insitu as torch
from insitu import optim

points = torch.cartesian_prod(torch.linspace(-1, 1, 20), torch.linspace(-1, 1, 20))
labels = (points @ torch.tensor([2.0, -1.0]) > 0.5).float()
weight = torch.zeros(2, requires_grad=True)
bias = torch.zeros(1, requires_grad=True)
optimizer = optim.AdamW([{"params": weight}, {"params": bias, "weight_decay": 0}], lr=0.1)

for step in range(200):
    optimizer.zero_grad()
    logits = points @ weight + bias
    loss = (logits.relu() - logits * labels + (-logits.abs()).exp().log1p()).mean()
    loss.backward()
    optimizer.step()
    if step % 50 == 49:
        correct = ((logits > 0).float() == labels).float().mean()
        print(f"step {step + 1:3}: loss {loss.item():.4f}, {correct.item():.1%} are on the right side")

(p, q), (r,) = weight.tolist(), bias.tolist()
print(f"the line: {p / q:.2f} x + y + {r / q:.2f} = 0")
