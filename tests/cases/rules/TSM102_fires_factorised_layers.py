import torch
from torch import linalg, nn


class LoRALinear(nn.Linear):
    """The low-rank product is formed once instead of in forward: the factors never learn."""

    def __init__(self, n_in, n_out, rank=2):
        super().__init__(n_in, n_out)
        self.lora_a = nn.Parameter(torch.zeros(n_in, rank))
        self.lora_b = nn.Parameter(torch.randn(rank, n_out))
        self.delta = torch.matmul(self.lora_a, self.lora_b)  # expect: TSM102
        u, s, v = torch.linalg.svd(self.weight)
        self.u = u  # expect: TSM102
        self.q, self.r = linalg.qr(self.lora_b.t())  # expect: TSM102
        self.rows = torch.stack([self.bias, self.bias * 2])  # expect: TSM102
        with torch.no_grad():
            self.fixed_rank = torch.linalg.matrix_rank(self.weight)  # expect: TSM101

    def forward(self, x):
        return (super().forward(x) + x @ self.delta) / self.fixed_rank


# build: LoRALinear(3, 4)
