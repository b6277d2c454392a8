"""A net of two layers learns the exclusive or, which one layer cannot."""

import insitu as torch
from insitu import optim

x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
hidden = torch.tensor([[0.5, -0.4, 0.3, 0.9], [-0.6, 0.7, 0.2, 0.8]], requires_grad=True)
hidden_bias = torch.zeros(4, requires_grad=True)
output = torch.tensor([[0.4], [0.3], [-0.5], [-0.2]], requires_grad=True)
output_bias = torch.zeros(1, requires_grad=True)
optimizer = optim.SGD([hidden, hidden_bias, output, output_bias], lr=0.2, momentum=0.9)

for step in range(300):
    optimizer.zero_grad()
    guess = (x @ hidden + hidden_bias).tanh() @ output + output_bias
    loss = (guess - y).square().mean()
    loss.backward()
    optimizer.step()
    if step % 100 == 0:
        print(f"step {step:3}: loss {loss.item():.4f}")

for (left, right), found in zip(x.tolist(), guess.detach().tolist(), strict=True):
    print(f"{left:.0f} xor {right:.0f} is {abs(found[0]):.2f}")
