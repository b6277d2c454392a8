"""A line through noisy points, in batches: Dataset, DataLoader, a model, a loss, an optimizer."""

import insitu as torch
from insitu import nn
from insitu.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(42)
x = torch.linspace(0, 1, 100).unsqueeze(dim=1)
y = 0.7 * x + 0.3 + 0.02 * torch.randn(100, 1)

train_dataset, val_dataset = random_split(TensorDataset(x, y), [80, 20])
train_loader = DataLoader(train_dataset, batch_size=16, shuffle=True)
val_loader = DataLoader(val_dataset, batch_size=20)


class LinearRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(in_features=1, out_features=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x)


model = LinearRegression()
print(model)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5)

for epoch in range(40):
    model.train()
    losses = []
    for x_batch, y_batch in train_loader:
        loss = criterion(model(x_batch), y_batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    if epoch % 10 == 9:
        model.eval()
        with torch.inference_mode():
            val_loss = sum(criterion(model(x_batch), y_batch) for x_batch, y_batch in val_loader) / len(
                val_loader
            )
        print(f"epoch {epoch + 1}: train {sum(losses) / len(losses):.5f}, validation {val_loss:.5f}")

for name, parameter in model.named_parameters():
    print(f"{name}: {parameter.item():.2f}")
