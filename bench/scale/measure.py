"""Builds small networks at four widths (or depths, or lengths), measures them over draws, and exports one of each.

    python measure.py OUT [--draws 24] [--only NAME]

writes OUT/NAME.onnx (the network at the size that `initlint scale` reads) and OUT/measured.csv with the mean over draws
of each figure at each size. The figures are those that `initlint scale` tells; the gradient is that of a unit-variance
gradient at the output.
"""
import argparse, csv, math, os
import torch
from torch import nn


class Mlp(nn.Module):
    """Layers of one width, each drawn as `law` says."""

    def __init__(self, width, depth, act, law, classes=10, inputs=48):
        super().__init__()
        sizes = [inputs] + [width] * depth
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head = nn.Linear(width, classes)
        self.act = act
        for l in [*self.layers, self.head]:
            law(l)

    def forward(self, x):
        for l in self.layers:
            x = self.act(l(x))
        return self.head(x)


class Block(nn.Module):
    def __init__(self, d, heads, ff, norm, post, record):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.up, self.down = nn.Linear(d, ff, bias=False), nn.Linear(ff, d, bias=False)
        self.n1, self.n2 = norm(d), norm(d)
        self.heads, self.post, self.record = heads, post, record

    def attention(self, x):
        b, n, d = x.shape
        q, k, v = (m(x).view(b, n, self.heads, d // self.heads).transpose(1, 2) for m in (self.q, self.k, self.v))
        s = q @ k.transpose(-1, -2) * (d // self.heads) ** -0.5
        self.record("logits", s)
        a = s.softmax(-1)
        self.record("weights", a)
        return self.o((a @ v).transpose(1, 2).reshape(b, n, d))

    def forward(self, x):
        if self.post:
            x = self.n1(x + self.attention(x))
            return self.n2(x + self.down(torch.nn.functional.gelu(self.up(x))))
        x = x + self.attention(self.n1(x))
        x = x + self.down(torch.nn.functional.gelu(self.up(self.n2(x))))
        self.record("stream", x)
        return x


class Transformer(nn.Module):
    def __init__(self, d, depth, law, head_dim=16, vocabulary=80, post=False, final=True, norm=None, positions=96):
        super().__init__()
        norm = norm or (lambda w: nn.LayerNorm(w))
        self.seen = {}
        self.embed = nn.Embedding(vocabulary, d)
        self.place = nn.Embedding(positions, d)
        self.blocks = nn.ModuleList(Block(d, d // head_dim, 4 * d, norm, post, self.record) for _ in range(depth))
        self.norm = norm(d) if final else nn.Identity()
        self.head = nn.Linear(d, vocabulary, bias=False)
        law(self, depth)

    def record(self, name, value):
        if not torch.compiler.is_exporting():
            if value.requires_grad and name == "stream":
                value.retain_grad()
            self.seen.setdefault(name, []).append(value)

    def forward(self, ids):
        self.seen = {}
        x = self.embed(ids) + self.place.weight[: ids.shape[1]]
        for b in self.blocks:
            x = b(x)
        return self.head(self.norm(x))


def fixed(std):
    def law(m, depth):
        for p in m.parameters():
            if p.dim() > 1:
                nn.init.normal_(p, 0, std)

    return law


def lecun(m, depth):
    for name, p in m.named_parameters():
        if p.dim() > 1:
            nn.init.normal_(p, 0, 0.5 if "embed" in name or "place" in name else p.shape[1] ** -0.5)


def xavier(m, depth):
    for name, p in m.named_parameters():
        if p.dim() > 1:
            nn.init.normal_(p, 0, 1) if "embed" in name or "place" in name else nn.init.xavier_uniform_(p)


def he(l):
    nn.init.kaiming_normal_(l.weight), nn.init.zeros_(l.bias)


def small(l):
    nn.init.normal_(l.weight, 0, 0.05), nn.init.zeros_(l.bias)


def default(l):
    pass


N, B = 16, 16
WIDTH, DEPTH = 32, 2  # of the network that is exported
WIDTHS, DEPTHS = [64, 128, 256, 512], [2, 4, 8, 16]
TRANSFORMERS = {
    "gpt": dict(law=fixed(0.02)),
    "prenorm-lecun": dict(law=lecun),
    "prenorm-wide-heads": dict(law=fixed(0.06), head_dim="d/4"),
    "postnorm-xavier": dict(law=xavier, post=True, final=False),
}
MLPS = {
    "mlp-he": dict(depth=4, act=torch.relu, law=he),
    "mlp-default": dict(depth=4, act=torch.relu, law=default),
    "mlp-small": dict(depth=2, act=torch.tanh, law=small),
}


def build(name, width, depth):
    if name in MLPS:
        return Mlp(width, **MLPS[name])
    a = dict(TRANSFORMERS[name])
    if a.get("head_dim") == "d/4":
        a["head_dim"] = width // 4
    return Transformer(width, depth, **a)


def inputs(name, n=N):
    return torch.randn(256, 48) if name in MLPS else torch.randint(0, 80, (B, n))


def figures(name, model, n=N):
    x = inputs(name, n)
    out = model(x)
    out.backward(torch.randn_like(out))
    classes = out.shape[-1]
    found = {"output": out.pow(2).mean()}
    if name in TRANSFORMERS:
        # The mean over all labels, which is what random ones give in the long run.
        found["excess"] = (out.logsumexp(-1) - out.mean(-1)).mean() - math.log(classes)
        for which, i in ("first", 0), ("last", -1):
            s = model.seen["logits"][i]
            found["logits, " + which] = s.var(-1, unbiased=True).mean()
            w = model.seen["weights"][i]
            found["entropy, " + which] = -(w * w.clamp_min(1e-30).log()).sum(-1).mean() / math.log(n)
        if "stream" in model.seen:
            s = model.seen["stream"]
            found["stream"] = s[-1].pow(2).mean()
    return {k: float(v.detach()) for k, v in found.items()}


def mean(name, width, depth, n, draws):
    total = {}
    for seed in range(draws):
        torch.manual_seed(1000 + seed)
        for k, v in figures(name, build(name, width, depth), n).items():
            total.setdefault(k, []).append(v)
    row = {k: sum(v) / len(v) for k, v in total.items()}
    for k in list(row):
        if k.startswith("logits"):
            row[k] = math.sqrt(row[k])
    return row


def main():
    a = argparse.ArgumentParser()
    a.add_argument("out")
    a.add_argument("--draws", type=int, default=24)
    a.add_argument("--only")
    a = a.parse_args()
    os.makedirs(a.out, exist_ok=True)
    rows = []
    for name in [*MLPS, *TRANSFORMERS]:
        if a.only and a.only != name:
            continue
        torch.manual_seed(1)
        model = build(name, WIDTH, DEPTH).eval()
        torch.onnx.export(model, (inputs(name)[:4],), f"{a.out}/{name}.onnx", dynamo=True, external_data=False,
                          optimize=True, verbose=False)
        sweeps = [("width", w, (w, DEPTH, N)) for w in WIDTHS]
        if name in TRANSFORMERS:
            sweeps += [("depth", l, (WIDTH, l, N)) for l in DEPTHS]
            sweeps += [("length", n, (WIDTH, DEPTH, n)) for n in (8, 16, 32, 64)]
        for axis, size, (w, l, n) in sweeps:
            for k, v in mean(name, w, l, n, a.draws).items():
                rows.append([name, axis, size, k, repr(v)])
            print(name, axis, size, flush=True)
    with open(f"{a.out}/measured.csv", "a" if a.only else "w", newline="") as f:
        csv.writer(f).writerows([["model", "axis", "size", "figure", "value"], *rows])


main()
