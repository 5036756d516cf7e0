import torch
from torch import nn
from torch.nn import Parameter as P


class MixtureOfExperts(nn.Module):
    def __init__(self, n_experts=2, dim=3, tasks=("a", "b")):
        super().__init__()
        self.router = nn.Linear(dim, n_experts)
        self.w_in = [nn.Parameter(torch.randn(dim, dim)) for _ in range(n_experts)]  # expect: TSM104
        self.w_out = tuple(P(torch.randn(dim, dim)) for _ in range(n_experts))  # expect: TSM104
        self.bias = {task: P(torch.zeros(dim)) for task in tasks}  # expect: TSM104
        self.gates = (nn.Parameter(torch.ones(1)), nn.Parameter(torch.zeros(1)))  # expect: TSM104
        self.log_vars = dict(reg=P(torch.zeros(1)), cls=P(torch.zeros(1)))  # expect: TSM104
        self.frozen = [nn.Parameter(torch.ones(2), requires_grad=False)]  # expect: TSM104
        self.good = nn.ParameterList([P(torch.zeros(dim)) for _ in range(n_experts)])

    def forward(self, x):
        scores = self.router(x).softmax(-1)
        return sum(scores[..., i, None] * (x @ w) for i, w in enumerate(self.w_in))


# build: MixtureOfExperts()
