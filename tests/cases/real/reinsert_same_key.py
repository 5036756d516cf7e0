from torch import nn


class Wrapper(nn.Module):
    names = ("lora_A", "lora_B")

    def __init__(self, name, device, dtype):
        super().__init__()
        self.lora_A = nn.ModuleDict()
        self.lora_B = nn.ModuleDict()
        self.lora_A[name] = nn.Linear(2, 2)
        self.lora_B[name] = nn.Linear(2, 2)
        self.move(name, device, dtype)

    def move(self, name, device, dtype):
        for attr in self.names:
            layer = getattr(self, attr, None)
            if not isinstance(layer, (nn.ModuleDict, nn.ParameterDict)):
                continue
            if name not in layer:
                continue
            if dtype is not None:
                layer[name] = layer[name].to(device, dtype=dtype)
            else:
                layer[name] = layer[name].to(device)


Wrapper("a", "cpu", None)
