import torch
from torch import nn
from torch.distributions import Categorical, Independent, Normal


class RunningMeanStd(nn.Module):
    def __init__(self, shape, epsilon=1e-4):
        super().__init__()
        self.register_buffer("mean", torch.zeros(shape))
        self.register_buffer("var", torch.ones(shape))
        self.register_buffer("count", torch.tensor(epsilon))

    @torch.no_grad()
    def update(self, batch):
        count = self.count + batch.size(0)
        delta = batch.mean(0) - self.mean
        self.mean += delta * batch.size(0) / count
        self.var = (self.var * self.count + batch.var(0, unbiased=False) * batch.size(0)) / count
        self.count = count


class ActorCritic(nn.Module):
    def __init__(self, obs_dim, act_dim, hidden=(8,), discrete=False, log_std=-0.5):
        super().__init__()
        self.obs_rms = RunningMeanStd(obs_dim)
        sizes = [obs_dim, *hidden]
        layers = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            layers += [nn.Linear(n_in, n_out), nn.Tanh()]
        self.trunk = nn.Sequential(*layers)
        self.pi = nn.Linear(sizes[-1], act_dim)
        self.v = nn.Linear(sizes[-1], 1)
        self.log_std = None if discrete else nn.Parameter(torch.full((act_dim,), float(log_std)))

    def dist(self, features):
        # made for each call: nothing of it stays on the module
        if self.log_std is None:
            return Categorical(logits=self.pi(features))
        return Independent(Normal(self.pi(features), self.log_std.exp()), 1)

    def forward(self, obs):
        if self.training:
            self.obs_rms.update(obs)
        features = self.trunk((obs - self.obs_rms.mean) / self.obs_rms.var.sqrt().clamp(min=1e-3))
        return self.dist(features), self.v(features).squeeze(-1)


# build: net = ActorCritic(3, 2); net(torch.randn(4, 3)); net
# build: net = ActorCritic(3, 2, discrete=True); net(torch.randn(4, 3)); net
