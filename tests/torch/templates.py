"""The expressions that generated programs are made of, by what they give.

Holes: {t} torch, {nn} torch.nn, {F} torch.nn.functional, {x} {y} float tensors of two elements, {m} a matrix,
{s} a scalar, {i} {i2} integers, {n} a mask, {g} a tensor that requires grad, {c} a complex one, {p} a fresh
Parameter, {m_} a layer.
"""
from __future__ import annotations

FLOATS = (
    "{t}.zeros(2)", "{t}.ones(2)", "{t}.rand(2)", "{t}.randn(2)", "{t}.empty(2)", "{t}.full((2,), 0.5)",
    "{t}.linspace(0, 1, 2)", "{t}.logspace(0, -3, 2)", "{t}.tensor([0.5, 1.5])",
    "{t}.as_tensor([1.0, 2.0])", "{t}.arange(2).float()", "{t}.arange(0.0, 1.0, 0.5)", "{t}.hann_window(2)",
    "{t}.FloatTensor([1.0, 2.0])", "{t}.Tensor([0.1, 0.2])", "{t}.ones(2, dtype={t}.float64)",
    "{t}.zeros(size=(2,))", "{t}.asarray([1.0, 2.0])", "{t}.normal(0.0, 1.0, (2,))",
    "{t}.from_numpy(np.ones(2))", "{nn}.init.normal_({t}.empty(2))",
    "{t}.tensor((1.0, 2.0), dtype={t}.float32)", "{t}.eye(2)[0]", "{t}.zeros(3)[:2]",
    "{t}.zeros(2, 2).sum(0)", "{t}.tensor(np.hanning(2))", "{t}.as_tensor(np.arange(2), dtype={t}.float32)",
    "{t}.kaiser_window(2)", "{t}.zeros((2,), device='cpu')", "{t}.blackman_window(2)",
    "{t}.tensor([0.1] * 2)", "{t}.tensor([i / 2 for i in range(2)])", "{t}.autograd.Variable({t}.ones(2))",
    "{t}.DoubleTensor([1.0, 2.0])",
)
MATRICES = (
    "{t}.eye(2)", "{t}.ones(2, 2)", "{t}.zeros((2, 2))", "{t}.randn(2, 2)", "{t}.tril({t}.ones(2, 2))",
    "{t}.triu({t}.ones(2, 2), diagonal=1)", "{t}.outer({x}, {x})", "{t}.diag({x})", "{t}.stack([{x}, {x}])",
    "{x}.repeat(2, 1)", "{x}[None].expand(2, -1)", "{t}.meshgrid({x}, {x}, indexing='ij')[0]",
    "{t}.einsum('i,j->ij', {t}.ones(2), {t}.ones(2))", "{t}.linalg.inv({t}.eye(2))", "{t}.block_diag({x})",
    "{t}.cat([{x}[None], {x}[None]], dim=0)", "{F}.pad({t}.ones(1, 1), (0, 1))", "{t}.eye(2).t()",
    "{t}.eye(2).T", "{t}.tensor([[1.0, 0.0], [0.0, 1.0]])", "{t}.full((2, 2), float('-inf')).triu(1)",
    "{t}.kron({x}, {x})",
)
SCALARS = (
    "{t}.tensor(0.5)", "{t}.tensor(-2.0)", "{x}.sum()", "{x}.mean()", "{t}.max({x})", "{x}.norm()",
    "{x} @ {x}.clone()", "{t}.linalg.norm({x})", "{x}[0]", "{t}.scalar_tensor(1.0)", "{t}.ones(())",
    "{t}.prod({x})", "{x}.max()", "{F}.mse_loss({t}.ones(2), {t}.zeros(2))", "{t}.log({t}.tensor(2.0))",
    "{t}.tensor(math.log(1 / 0.07))",
)
INTEGERS = (
    "{t}.arange(2)", "{t}.randint(0, 4, (2,))", "{t}.tensor([1, 2])", "{t}.zeros(2, dtype={t}.long)",
    "{t}.ones(2).long()", "{t}.argsort({x})", "{x}.int()", "{t}.LongTensor([0, 1])", "{x}.argmax()",
    "{t}.triu_indices(2, 2)", "{t}.bincount({t}.tensor([0, 1]))", "{t}.topk({x}, 1)[1]",
    "{x}.sort().indices", "{t}.nonzero({x})", "{t}.tensor(0)", "{t}.full((2,), 3)",
    "{t}.arange(4).view(2, 2)", "{t}.randperm(2)", "{F}.one_hot({t}.arange(2))",
    "{t}.searchsorted({t}.tensor([0.0, 1.0]), {t}.tensor([0.5]))", "{t}.cumsum({t}.tensor([1, 2]), 0)",
    "{t}.arange(1, 3) - 1",
)
BOOLS = (
    "{t}.ones(2) > 0", "{t}.zeros(2, dtype={t}.bool)", "{t}.isnan({x})", "{x}.bool()", "{t}.ones(2).eq(1)",
    "{t}.tensor([True, False])", "~({t}.ones(2) > 0)", "{t}.logical_not({x})", "{x} == 0", "{x}.isfinite()",
    "{t}.ones(2, 2).tril().bool()", "({x} > 0) & ({x} < 1)",
)
COMPLEX = (
    "{t}.fft.fft({x})", "{t}.complex({t}.ones(2), {t}.zeros(2))", "{t}.polar({t}.ones(2), {t}.zeros(2))",
    "{t}.view_as_complex({t}.ones(2, 2))",
)
STEPS = (
    "{t}.exp({x})", "{t}.sin({x})", "{x}.cos()", "{x}.abs().sqrt()", "{x} * 2", "0.5 * {x}", "{x} + {y}",
    "1 - {x}", "-{x}", "{x} / 2", "{x} ** 2", "{x}.clone()", "{x}.detach()", "{x}.data",
    "{x}.clamp(min=0.1)", "{x}.cumsum(0)", "{x}.flip(0)", "{x}.softmax(-1)", "{F}.softmax({x}, dim=0)",
    "{F}.normalize({x}, dim=0)", "{t}.where({x} > 0, {x}, {y})", "{t}.zeros_like({x})", "{x}.new_zeros(2)",
    "{x}.clone().fill_(1.0)", "{x}.clone().mul_(2.0)", "{x}.clone().normal_()", "{x}.double()",
    "{x}.to({t}.float64)", "{x}.type({t}.float64)", "{x}.contiguous()", "{x}.view(-1)", "{x}.reshape(2)",
    "{x}.masked_fill({x} > 0.5, 0.0)", "{t}.sort({x})[0]", "{x}.sort().values",
    "{x}.sort(descending=True)[0]", "{t}.max({x}[None], dim=0).values", "{x}.unsqueeze(0)[0]",
    "{t}.stack([{x}, {y}]).sum(0)", "{x}.view(1, 2).squeeze(0)", "{t}.roll({x}, 1)", "{x}[[1, 0]]",
    "{t}.nan_to_num({x})", "{t}.minimum({x}, {y})", "copy.deepcopy({x})", "{t}.cat([{x}, {y}])[:2]",
    "{x}.share_memory_()", "{t}.tanh({x}).detach()", "{t}.special.expit({x})", "{F}.relu({x})",
    "{x}.float()", "{x}.cpu()", "{t}.rand_like({x})", "{t}.abs({x})", "math.pi * {x}",
    "{x}.pow(2).mean().expand(2)", "{t}.as_tensor({x}.numpy().copy())", "sum([{x}, {y}])",
    "{x}.mul(2).add(1)", "{t}.ones({x}.shape)", "{t}.zeros({x}.size(0))", "{x}.requires_grad_(False)",
)
PLAIN = (
    "{x}.sum().item()", "{x}.tolist()", "{x}.numel()", "{x}.size()", "{x}.size(0)", "{x}.shape",
    "{x}.shape[0]", "{x}.dim()", "{x}.dtype", "{x}.device", "len({x})", "float({x}.sum())",
    "int({x}.sum())", "{t}.is_tensor({x})", "{t}.numel({x})", "{t}.device('cpu')", "{t}.float32",
    "{t}.Size([2])", "{t}.Generator()", "{t}.finfo({t}.float32).eps", "{x}.requires_grad",
    "{x}.is_floating_point()", "{t}.get_default_dtype()", "{t}.cuda.is_available()",
    "{t}.allclose({t}.ones(2), {t}.ones(2))", "{x}.numpy()", "bool({x}.sum() > 0)", "{x}.stride()",
    "math.sqrt(2)", "{x}.max().item()", "{F}.relu", "{t}.sigmoid", "3", "0.5", "'mean'", "True", "(1, 2)",
    "[1, 2]", "{{'a': 1}}", "dict(a=1)", "{x}.element_size()", "np.ones(2)", "range(2)", "len([{x}, {y}])",
    "str({x}.dtype)", "{t}.tensor(3).item() + 1", "{x}.mean().item() * 2", "[v.item() for v in {x}]",
    "{{'dim': {x}.shape[0]}}", "{t}.zeros_like", "list(range(2))", "{t}.iinfo({t}.int32).max",
    "{x}.is_contiguous()", "{t}.ones(2).equal({t}.ones(2))", "max(1, {x}.numel())", "{x}.shape[-1] // 2",
)
TUPLES = (
    "{t}.sort({x})", "{x}.sort()", "{t}.max({x}, dim=0)", "{x}.max(dim=0)", "{t}.split({x}, 1)",
    "{x}.chunk(2)", "{t}.unbind({t}.eye(2))", "{t}.meshgrid({x}, {x}, indexing='ij')", "{x}.topk(1)",
    "{t}.std_mean({x})", "{t}.broadcast_tensors({x}, {t}.ones(2))", "{x}.split(1)",
    "{t}.linalg.qr({t}.eye(2))", "({x}, {y})",
)
GRADS = (
    "{t}.ones(2, requires_grad=True)", "{t}.ones(2).requires_grad_()",
    "{t}.tensor([1.0], requires_grad=True)", "{nn}.init.normal_({t}.empty(2, requires_grad=True))",
    "{t}.zeros(2).requires_grad_(True)", "{t}.autograd.Variable({t}.zeros(2), requires_grad=True)",
    "{t}.ones(2, requires_grad=True) * 0.5", "{t}.ones(2, requires_grad=True).to({t}.float64)",
    "{t}.rand(2, requires_grad=True)",
)
PARAMETERS = (
    "{nn}.Parameter({x})", "{nn}.Parameter({x})", "{nn}.Parameter({x})", "{nn}.Parameter({m})",
    "{nn}.Parameter({s})", "{nn}.Parameter(data={x})", "{nn}.Parameter({x}, requires_grad=False)",
    "{nn}.parameter.Parameter({x})", "{nn}.Parameter({x}).requires_grad_(False)",
    "{nn}.init.xavier_uniform_({nn}.Parameter({t}.empty(2, 2)))", "copy.deepcopy({nn}.Parameter({x}))",
    "{nn}.Parameter({i}, requires_grad=False)", "{nn}.Parameter({g}.detach())",
    "{nn}.init.ones_({nn}.Parameter({t}.empty(2)))", "{nn}.Parameter({t}.empty(2)).share_memory_()",
    "{nn}.Parameter({c})", "{nn}.Parameter({t}.ones(2), requires_grad=False).fill_(2.0)",
    "{nn}.Parameter(0.1 * {x})", "{nn}.Linear(2, 2).weight",
)
SPOILED = (
    "{p} * 2", "0.01 * {p}", "{p} + 1", "{p}.to({t}.float64)", "{p}.double()", "{p}.half()", "{p}.view(-1)",
    "{p}.clone()", "{t}.exp({p})", "{p}[None]", "{p} / 10", "-{p}", "{p}.unsqueeze(0)",
    "{p}.reshape(1, -1)", "{p}.to(dtype={t}.float64)", "{p}.mul(0.5)", "{F}.softplus({p})",
    "{t}.stack([{p}, {p}])", "({p} * 2).sum()", "{p} ** 2",
)
UNTIED = ("{p}.detach()", "{p}.data", "{p}.detach().clone()", "{p}.data.clone()", "({p} * 2).detach()")
BAD_PARAMETERS = (
    "{nn}.Parameter({i})", "{nn}.Parameter({i2})", "{nn}.Parameter({n})",
    "{nn}.Parameter({t}.ones(2)).mul_(0.1)", "{nn}.Parameter({t}.ones(2)).fill_(0.1)",
    "{nn}.Parameter({t}.empty(2)).normal_()",
)
MODULES = (
    "{nn}.Linear(2, 2)", "{nn}.Linear(2, 2)", "{nn}.Linear(2, 2, bias=False)", "{nn}.Conv1d(1, 1, 1)",
    "{nn}.Embedding(3, 2)", "{nn}.LayerNorm(2)", "{nn}.BatchNorm1d(2)",
    "{nn}.Sequential({nn}.Linear(2, 2), {nn}.ReLU())", "{nn}.Dropout(0.1)",
    "{nn}.ModuleList([{nn}.Linear(2, 2), {nn}.Linear(2, 2)])",
    "{nn}.ModuleList([{nn}.Linear(2, 2) for _ in range(2)])",
    "{nn}.ModuleDict({{'first': {nn}.Linear(2, 2), 'second': {nn}.ReLU()}})",
    "{nn}.ParameterList([{nn}.Parameter({x})])", "{nn}.ParameterDict({{'w': {nn}.Parameter({x})}})",
    "{nn}.CrossEntropyLoss(weight={x})", "{nn}.Linear(2, 2).double()", "{nn}.Linear(2, 2).eval()",
    "{nn}.Linear(2, 2).requires_grad_(False)", "{nn}.PReLU()", "copy.deepcopy({nn}.Linear(2, 2))",
    "{nn}.ModuleList()", "{nn}.utils.parametrizations.weight_norm({nn}.Linear(2, 2))",
    "{nn}.Bilinear(1, 1, 1)", "{nn}.ParameterList([{t}.zeros(2)])",
    "{nn}.Sequential(OrderedDict(lin={nn}.Linear(2, 2)))",
)
STATELESS = (
    "{nn}.ReLU()", "{nn}.Identity()", "{nn}.Tanh()", "{nn}.MSELoss()", "{nn}.CrossEntropyLoss()",
    "{nn}.GELU()", "{nn}.Flatten()", "{nn}.Softmax(dim=-1)", "{nn}.MaxPool1d(2)",
)
BUFFERS = ("{nn}.Buffer({x})", "{nn}.Buffer({x})", "{nn}.Buffer({m}, persistent=False)")
HOLDERS = (
    ("functools.partial({F}.mse_loss, target={x})", "tensors"),
    ("functools.partial({F}.leaky_relu, negative_slope=0.1)", "other"),
    ("{t}.distributions.Normal({t}.zeros(2), {t}.ones(2))", "tensors"), ("lambda v: v * 2", "other"),
    ("functools.partial({F}.linear, weight={m})", "tensors"),
)

# Names of module-level helpers, with their text and what a call of them makes.
HELPERS: tuple[tuple[str, str, str], ...] = (
    ("sincos()", "tensor", "def sincos(n=2):\n    steps = {t}.arange(n).float()\n    return {t}.sin(steps)"),
    ("ramp(2)", "tensor", "def ramp(n: int) -> {t}.Tensor:\n    return {t}.linspace(0, 1, n)"),
    ("fresh()", "param", "def fresh(n=2):\n    return {nn}.Parameter({t}.ones(n))"),
    ("damped()", "spoiled", "def damped(n=2):\n    p = {nn}.Parameter({t}.ones(n)) * 0.1\n    return p"),
    ("block(2)", "module", "def block(n):\n    return {nn}.Sequential({nn}.Linear(n, n), {nn}.ReLU())"),
    ("pair()", "tensors", "def pair():\n    return {t}.zeros(2), {t}.ones(2)"),
    ("count({x})", "other", "def count(x):\n    return x.numel()"),
    ("same({x})", "tensor", "def same(x):\n    return x"),
    ("same({p})", "param", "def same(x):\n    return x"),
    ("wrapped({m_})", "module", "def wrapped(layer):\n    return {nn}.Sequential(layer, {nn}.ReLU())"),
    ("doubled({x})", "tensor", "def doubled(x):\n    return x.double()"),
    ("doubled({p})", "spoiled", "def doubled(x):\n    return x.double()"),
    ("layers(2)", "modules", "def layers(n):\n    return [{nn}.Linear(2, 2) for _ in range(n)]"),
    ("either(a)", "mixed", "def either(flag):\n    if flag:\n        return {t}.zeros(2)\n    return None"),
    ("weights_of(True)", "tensor",
     "def weights_of(flag):\n    if flag:\n        w = {t}.ones(2)\n    else:\n        w = {t}.zeros(2)\n"
     "    return w / w.sum()"),
    ("either(False)", "none",
     "def either(flag):\n    if flag:\n        return {t}.zeros(2)\n    return None"),
    ("causal(2)", "tensor",
     "def causal(n):\n    m = {t}.full((n, n), float('-inf'))\n    m = {t}.triu(m, 1)\n    return m"),
    ("steps_of({x})", "other", "def steps_of(x) -> float:\n    return float(x.sum()) / x.numel()"),
    ("Coder()", "module",
     "class Coder({nn}.Module):\n    def __init__(self, width=2):\n        super().__init__()\n"
     "        self.inner = {nn}.Linear(width, width)\n        self.register_buffer('steps', {t}.zeros(1))"),
    ("Holder()", "held", "class Holder:\n    def __init__(self):\n        self.weight = {t}.ones(2)"),
    ("LayerHolder()", "heldmodule",
     "class LayerHolder:\n    def __init__(self, n=2):\n        self.lin = {nn}.Linear(n, n)"),
    ("Options()", "other", "class Options:\n    def __init__(self):\n        self.dims = [1, 2]"),
)
