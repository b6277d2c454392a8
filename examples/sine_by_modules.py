"""A polynomial of the third order becomes a sine: modules hold what is learned and know how to be called."""

import math

import insitu as torch


class Polynomial:
    """A polynomial with a weight for each power."""

    def __init__(self, order: int) -> None:
        self.weights = [torch.zeros((), requires_grad=True) for _ in range(order + 1)]

    def parameters(self) -> list[torch.Tensor]:
        """Return what is learned."""
        return self.weights

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return the polynomial's value for each element, by Horner's rule."""
        value = torch.zeros_like(x)
        for weight in self.weights:
            value = value * x + weight
        return value


class Scaled:
    """A module with a module in it, whose arguments are divided by a number first."""

    def __init__(self, module: Polynomial, by: float) -> None:
        self.module = module
        self.by = by

    def parameters(self) -> list[torch.Tensor]:
        """Return what is learned, wherever it is."""
        return self.module.parameters()

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the module makes of the smaller arguments."""
        return self.module(x / self.by)


x = torch.linspace(-math.pi, math.pi, 500)
y = torch.sin(x)
model = Scaled(Polynomial(3), by=math.pi)  # between -1 and 1 no power is steeper than another

for step in range(600):
    loss = (model(x) - y).square().mean()
    loss.backward()
    if step % 100 == 0:
        print(f"step {step:3}: loss {loss.item():.4f}")
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.sub_(parameter.grad, alpha=0.5)
            parameter.grad = None

at = torch.tensor([0.0, math.pi / 6, math.pi / 2])
print(
    "sin(0), sin(30°) and sin(90°) are about", ", ".join(f"{abs(value):.2f}" for value in model(at).tolist())
)
