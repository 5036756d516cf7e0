import torch
from torch import nn
from torch.nn import Parameter as P


def fresh(shape, dtype):
    return P(torch.empty(shape).normal_()).to(dtype)  # expect: TSM102


class PromptTuning(nn.Module):
    def __init__(self, n_tokens=2, dim=4, device="cpu"):
        super().__init__()
        self.soft = nn.Parameter(torch.randn(n_tokens, dim)).to(device)  # expect: TSM102
        self.keys = nn.Parameter(torch.randn(n_tokens, dim)).cuda()  # expect: TSM102
        self.values = P(torch.randn(n_tokens, dim)).double()  # expect: TSM102
        self.gate = self.half_gate(dim)
        self.out = fresh((dim,), torch.float64)
        local = nn.Parameter(torch.zeros(dim)).to(torch.bfloat16)  # expect: TSM102
        self.bias = local

    def half_gate(self, dim):
        return nn.Parameter(torch.ones(dim)).half()  # expect: TSM102


# build: PromptTuning(device="meta")
