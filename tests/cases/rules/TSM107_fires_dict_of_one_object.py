from torch import nn


class MultiTask(nn.Module):
    def __init__(self, dim, tasks=("depth", "normals", "edges")):
        super().__init__()
        head = nn.Conv2d(dim, 1, 1)
        self.heads = nn.ModuleDict({task: head for task in tasks})  # expect: TSM107
        self.necks = nn.ModuleDict(dict.fromkeys(("low", "high"), nn.Conv2d(dim, dim, 1)))  # expect: TSM107

    def forward(self, x):
        return {task: head(x) for task, head in self.heads.items()}


class Bilingual(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        table = nn.Embedding(vocab, dim)
        self.tables = nn.ModuleDict({"de": table, "en": table})  # expect: TSM107


# build: MultiTask(2)
# build: Bilingual(4, 2)
