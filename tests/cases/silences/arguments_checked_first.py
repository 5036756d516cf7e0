"""Constructors that check their arguments before super().__init__(): what fails the check leaves no module behind."""
from abc import ABC

from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()


class Asserted(Base):
    def __init__(self, *, tau: float = 0.005, gamma: float = 0.99):
        assert 0.0 <= tau <= 1.0, f"{tau}"; assert 0.0 <= gamma <= 1.0, f"{gamma}"
        super().__init__()
        self.fc = nn.Linear(1, 1)


class AfterAsserted(Asserted):
    def __init__(self, *, tau: float = 0.005, gamma: float = 0.99):
        super().__init__(tau=tau, gamma=gamma)
        self.old = nn.Linear(1, 1)


class Refused(Base):
    def __init__(self, gamma):
        if gamma > 1.0:
            raise ValueError
        super().__init__()


class AfterRefused(Refused):
    def __init__(self, gamma):
        super().__init__(gamma)
        self.old = nn.Linear(1, 1)


class Projects(nn.Module):
    def __init__(self, p, q):
        super().__init__()
        assert not p or q
        self.k_proj = nn.Linear(2, 2)


class Borrows(Projects):
    def __init__(self, p):
        super().__init__(p, 1)
        # registered on every way that doesn't fail
        self.k_in = {"monotonic": self.k_proj}


class Editable(object):
    def names(self):
        return []


class Edits(Editable, nn.Module):
    """`object` comes last, where it is written or not."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 1)


class Abstract(Editable, ABC):
    pass


class EditsToo(Abstract, nn.Module):
    pass


class Last(EditsToo):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 1)
