import torch
import torch.nn.functional as F
from torch import nn


class EmaCodebook(nn.Module):
    def __init__(self, size=8, dim=4, decay=0.99, eps=1e-5, kmeans_init=False):
        super().__init__()
        self.size, self.decay, self.eps = size, decay, eps
        embed = torch.zeros(size, dim) if kmeans_init else torch.randn(size, dim)
        self.register_buffer("initted", torch.tensor(not kmeans_init))
        self.register_buffer("cluster_size", torch.zeros(size))
        self.register_buffer("embed", embed)
        self.register_buffer("embed_avg", embed.clone())

    @torch.no_grad()
    def _start(self, flat):
        if bool(self.initted):
            return
        picks = torch.randint(0, flat.size(0), (self.size,), device=flat.device)
        self.embed.copy_(flat[picks])
        self.embed_avg.copy_(self.embed)
        self.initted.fill_(True)

    @torch.no_grad()
    def _update(self, flat, onehot):
        self.cluster_size.mul_(self.decay).add_(onehot.sum(0), alpha=1 - self.decay)
        self.embed_avg.lerp_(onehot.t() @ flat, 1 - self.decay)
        total = self.cluster_size.sum()
        smoothed = (self.cluster_size + self.eps) / (total + self.size * self.eps) * total
        # a tensor over a buffer's name stays that buffer
        self.embed = self.embed_avg / smoothed.unsqueeze(1)

    def forward(self, x):
        flat = x.reshape(-1, x.size(-1))
        self._start(flat)
        index = torch.cdist(flat, self.embed).argmin(dim=1)
        quantised = F.embedding(index, self.embed).view_as(x)
        if self.training:
            self._update(flat, F.one_hot(index, self.size).to(flat.dtype))
        commitment = F.mse_loss(x, quantised.detach())
        return x + (quantised - x).detach(), index.view(x.shape[:-1]), commitment


# build: net = EmaCodebook(); net(torch.randn(2, 5, 4)); net
# build: net = EmaCodebook(kmeans_init=True); net(torch.randn(2, 5, 4)); net
