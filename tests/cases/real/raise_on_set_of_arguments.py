"""A helper of the subclass gives [0] + what is inferred: the base's check of output_tasks=[0] never raises."""
import torch
from torch import Tensor, nn


class Base(nn.Module):
    def __init__(self, train_x: Tensor, task: int, output_tasks: list[int] | None = None, all_tasks: list[int] | None = None):
        inferred, self.task = self.get_all_tasks(train_x, task)
        all_tasks = all_tasks or inferred
        if output_tasks is None:
            output_tasks = all_tasks
        else:
            if set(output_tasks) - set(all_tasks):
                raise RuntimeError("All output tasks must be present in input data.")
        self.output_tasks = output_tasks
        super().__init__()

    @classmethod
    def get_all_tasks(cls, train_x: Tensor, task: int) -> tuple[list[int], int]:
        return train_x[..., task].to(dtype=torch.long).unique(sorted=True).tolist(), task


class Heterogeneous(Base):
    def __init__(self, train_x: Tensor, all_tasks: list[int] | None = None):
        super().__init__(train_x, -1, output_tasks=[0], all_tasks=all_tasks)
        self.register_buffer("imputation", torch.zeros(2))

    @classmethod
    def get_all_tasks(cls, train_x: Tensor, task: int) -> tuple[list[int], int]:
        inferred, task = super().get_all_tasks(train_x, task)
        if 0 not in inferred:
            inferred = [0] + inferred
        return inferred, task


Heterogeneous(torch.ones(2, 2))
