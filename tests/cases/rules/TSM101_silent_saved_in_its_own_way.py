"""What the class's own get_extra_state, state_dict or _save_to_state_dict mentions is saved."""
import torch
from torch import nn


class Extra(nn.Module):
    def __init__(self):
        super().__init__()
        self.count = torch.tensor(0)

    def get_extra_state(self):
        return {"count": self.count.clone()}

    def set_extra_state(self, state):
        self.count = state["count"]


class Whole(nn.Module):
    def __init__(self, parts):
        super().__init__()
        self.mean = torch.zeros(3)
        self.history = [torch.zeros(3)]
        self.members = [nn.Linear(1, 1) for _ in range(parts)]

    def state_dict(self, *args, **kwargs):
        found = super().state_dict(*args, **kwargs)
        found["mean"] = self.mean
        found["history"] = self.history
        found["members"] = [member.state_dict() for member in self.members]
        return found


class Written(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = torch.zeros(3)

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        super()._save_to_state_dict(destination, prefix, keep_vars)
        destination[prefix + "mean"] = self.mean


# build: Extra().state_dict()["_extra_state"]["count"]; Whole(2).state_dict()["mean"]; Written().state_dict()["mean"]
