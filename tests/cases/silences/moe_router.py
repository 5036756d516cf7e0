import torch
import torch.nn.functional as F
from torch import nn


class Expert(nn.Sequential):
    def __init__(self, dim, hidden):
        super().__init__(nn.Linear(dim, hidden), nn.GELU(), nn.Linear(hidden, dim))


class Router(nn.Module):
    def __init__(self, dim, num_experts, top_k, jitter=0.0):
        super().__init__()
        self.top_k, self.jitter = top_k, jitter
        self.gate = nn.Linear(dim, num_experts, bias=False)
        self.register_buffer("expert_bias", torch.zeros(num_experts))
        self.register_buffer("load", torch.zeros(num_experts, dtype=torch.long), persistent=False)

    def forward(self, x):
        scores = F.softmax(self.gate(x), dim=-1)
        weight, index = (scores + self.expert_bias).topk(self.top_k, dim=-1)
        if self.training:
            with torch.no_grad():
                self.load += torch.bincount(index.flatten(), minlength=self.load.numel())
        return weight / weight.sum(-1, keepdim=True), index


class MixtureOfExperts(nn.Module):
    def __init__(self, dim=4, hidden=8, num_experts=3, top_k=2, shared=True):
        super().__init__()
        self.router = Router(dim, num_experts, top_k)
        self.experts = nn.ModuleList(Expert(dim, hidden) for _ in range(num_experts))
        self.shared = Expert(dim, hidden) if shared else None

    def forward(self, x):
        flat = x.reshape(-1, x.size(-1))
        weight, index = self.router(flat)
        out = torch.zeros_like(flat)
        for number, expert in enumerate(self.experts):
            rows, slot = torch.where(index == number)
            out = out.index_add(0, rows, expert(flat[rows]) * weight[rows, slot, None])
        if self.shared is not None:
            out = out + self.shared(flat)
        return out.view_as(x)


# build: net = MixtureOfExperts(); net(torch.randn(2, 3, 4)); net
# build: net = MixtureOfExperts(shared=False); net(torch.randn(2, 3, 4)); net
