import torch
from torch import nn


class StatefulLstm(nn.Module):
    """Carries its hidden state from one call to the next, the way of truncated back-propagation."""

    def __init__(self, vocab=16, dim=4, layers=2, dropout=0.0):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.rnn = nn.LSTM(dim, dim, num_layers=layers, dropout=dropout, batch_first=True)
        self.out = nn.Linear(dim, vocab)
        # state of a run and not of the model: it shall not be saved (and is no tensor after construction)
        self.hidden = None

    def reset(self):
        self.hidden = None

    def init_hidden(self, batch):
        weight = next(self.parameters())
        shape = (self.rnn.num_layers, batch, self.rnn.hidden_size)
        return weight.new_zeros(shape), weight.new_zeros(shape)

    def detach_hidden(self):
        if self.hidden is not None:
            self.hidden = tuple(h.detach() for h in self.hidden)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        if self.hidden is None or self.hidden[0].size(1) != ids.size(0):
            self.hidden = self.init_hidden(ids.size(0))
        self.detach_hidden()
        features, self.hidden = self.rnn(self.embed(ids), self.hidden)
        return self.out(features)


# build: StatefulLstm()
# build: net = StatefulLstm(); net(torch.zeros(2, 3, dtype=torch.long)); net.reset(); net
