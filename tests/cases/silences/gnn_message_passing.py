import torch
from torch import nn


class GraphConv(nn.Module):
    def __init__(self, n_in: int, n_out: int, heads: int = 1, edge_dim=None, bias: bool = True):
        super().__init__()
        self.heads, self.n_out = heads, n_out
        self.lin_src = nn.Linear(n_in, heads * n_out, bias=False)
        self.lin_dst = self.lin_src  # one layer under two names, as in GATConv
        self.att_src = nn.Parameter(torch.empty(1, heads, n_out))
        self.att_dst = nn.Parameter(torch.empty(1, heads, n_out))
        self.lin_edge = None
        if edge_dim is not None:
            self.lin_edge = nn.Linear(edge_dim, heads * n_out, bias=False)
        if bias:
            self.bias = nn.Parameter(torch.zeros(heads * n_out))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        for att in (self.att_src, self.att_dst):
            nn.init.xavier_uniform_(att)

    def forward(self, x, edge_index, edge_attr=None):
        src, dst = edge_index
        h = self.lin_src(x).view(-1, self.heads, self.n_out)
        score = (h * self.att_src).sum(-1)[src] + (h * self.att_dst).sum(-1)[dst]
        message = h[src] * score.sigmoid().unsqueeze(-1)
        if self.lin_edge is not None and edge_attr is not None:
            message = message + self.lin_edge(edge_attr).view_as(message)
        out = torch.zeros_like(h).index_add(0, dst, message).flatten(1)
        return out if self.bias is None else out + self.bias


class Gnn(nn.Module):
    def __init__(self, sizes=(3, 4, 2)):
        super().__init__()
        self.convs = nn.ModuleList([GraphConv(a, b, bias=b > 2) for a, b in zip(sizes, sizes[1:])])
        self.norms = nn.ModuleList([nn.BatchNorm1d(size) for size in sizes[1:]])

    def forward(self, x, edge_index):
        for conv, norm in zip(self.convs, self.norms):
            x = norm(conv(x, edge_index)).relu()
        return x


# build: net = Gnn(); net(torch.randn(4, 3), torch.tensor([[0, 1, 2], [1, 2, 3]])); net
# build: net = GraphConv(2, 2, edge_dim=3); net(torch.ones(2, 2), torch.zeros(2, 1).long(), torch.ones(1, 3))
