from torch import nn


class Inception(nn.Module):
    def __init__(self, n=2, names=("a", "b")):
        super().__init__()
        self.convs = [nn.Conv1d(1, 1, k + 1) for k in range(n)]
        for i, conv in enumerate(self.convs):
            self.add_module(f"conv{i}", conv)

        self.lins = []
        for i in range(n):
            lin = nn.Linear(1, 1)
            setattr(self, f"lin{i}", lin)
            self.lins.append(lin)

        self.norms = {name: nn.BatchNorm1d(1) for name in names}
        for name, norm in self.norms.items():
            self.register_module("norm_" + name, norm)

        self.stages = [nn.Linear(1, 1), nn.ReLU()]
        self.body = nn.Sequential(*self.stages)
        self.pairs = [(nn.Linear(1, 1), 2), (nn.Linear(1, 1), 3)]
        self.pair_list = nn.ModuleList([layer for layer, _ in self.pairs])
        self.heads = {"x": nn.Linear(1, 1)}
        self.head_dict = nn.ModuleDict(self.heads)
        self.ends = (nn.Linear(1, 1), nn.Linear(1, 1))
        self.first, self.last = self.ends


class Generated(nn.Module):
    def __init__(self, parts: "dict[str, nn.Module] | None" = None):
        super().__init__()
        self.parts = parts or {}


def generate(root: nn.Module):
    parts = dict(root.named_children())
    made = Generated(parts)
    for name, part in parts.items():
        setattr(made, name, part)
    return made


class Fused(nn.Module):
    def __init__(self, names):
        super().__init__()
        self.tables: list[nn.Module] = []
        for _ in names:
            self.tables.append(nn.Embedding(4, 2))
        self.embeddings = nn.ModuleDict()
        for name, table in zip(names, self.tables):
            self.embeddings[name] = nn.Module()
            self.embeddings[name].register_parameter("weight", nn.Parameter(table.weight.data))


class Heads(nn.Module):
    def __init__(self, heads: list[nn.Linear]):
        super().__init__()
        self.heads = heads


class WithHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = Heads(nn.ModuleList([nn.Linear(1, 1)]))


# build: Inception(); WithHeads()
# build: Fused(["a", "b"])
# build: generate(nn.Sequential(nn.Linear(1, 1)))
