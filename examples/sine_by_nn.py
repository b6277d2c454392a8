"""A polynomial of the third order becomes a sine: a linear layer of its powers, and an update written out."""

import math

import insitu as torch

x = torch.linspace(-math.pi, math.pi, 2000)
y = torch.sin(x)

# A row (x, x^2, x^3) for each x: the powers broadcast over a new last dimension.
p = torch.tensor([1, 2, 3])
xx = x.unsqueeze(-1).pow(p)

model = torch.nn.Sequential(torch.nn.Linear(3, 1), torch.nn.Flatten(0, 1))
loss_fn = torch.nn.MSELoss(reduction="sum")
learning_rate = 2e-6

for t in range(200):
    y_pred = model(xx)
    loss = loss_fn(y_pred, y)
    if t % 50 == 49:
        print(t, f"{loss.item():.2f}")
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for param in model.parameters():
            param -= learning_rate * param.grad

linear_layer = model[0]
weight = linear_layer.weight
print(
    f"Result: y = {linear_layer.bias.item():.3f} + {weight[:, 0].item():.3f} x + {weight[:, 1].item():.3f} x^2 "
    f"+ {weight[:, 2].item():.3f} x^3"
)
