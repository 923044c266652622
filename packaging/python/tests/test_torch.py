"""Live modules of PyTorch."""

from __future__ import annotations

import copy
import random
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import support
import initlint

try:
    import torch
    from torch import nn
except ImportError:
    torch = None  # type: ignore[assignment]


def deep(width: int = 64, depth: int = 20) -> "nn.Module":
    """A chain without norms, drawn as PyTorch draws by default: its gradient vanishes."""
    layers = [m for _ in range(depth) for m in (nn.Linear(width, width), nn.ReLU())]
    return nn.Sequential(*layers, nn.Linear(width, 10))


def sound(width: int = 64) -> "nn.Module":
    """A chain drawn as it should be."""
    model = deep(width, 6)
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            nn.init.zeros_(module.bias)
    return model


@support.needs("torch", "onnx", "onnxscript")
class LiveModules(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(1)

    def assert_vanishes(self, report: initlint.Report) -> None:
        self.assertIn("ACT002", [f.rule for f in report.errors], str(report))

    def test_a_hazard_and_a_sound_model(self) -> None:
        x = torch.randn(8, 64)
        report = initlint.check(deep(), x)
        self.assert_vanishes(report)
        self.assertEqual(report.name, "Sequential")
        self.assertEqual(report.known, report.values)
        with self.assertRaises(initlint.InitialisationError):
            report.raise_for("error")
        self.assertEqual(initlint.check(sound(), x).raise_for("error").errors, ())

    def test_nothing_of_the_model_changes(self) -> None:
        class Counting(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.first = nn.Linear(8, 8)
                self.norm = nn.BatchNorm1d(8)
                self.drop = nn.Dropout(0.5)
                self.register_buffer("calls", torch.zeros(()))

            def forward(self, x: "torch.Tensor") -> "torch.Tensor":
                self.calls += 1
                return self.drop(self.norm(self.first(x)))

        model = Counting()
        model.train()
        model.drop.eval()
        model.first.weight.requires_grad_(False)
        x = torch.randn(4, 8)
        model(x).sum().backward()
        before = copy.deepcopy(model.state_dict())
        bias = model.first.bias
        gradient, same = bias.grad.clone(), bias.grad
        states = (random.getstate(), torch.get_rng_state())
        for route in ("dynamo", "torchscript"):
            with self.subTest(route):
                try:
                    initlint.check(model, (x,), route=route)
                except initlint.ExportError:
                    pass  # This one need not be exportable; it must be left alone all the same.
                for key, value in model.state_dict().items():
                    self.assertTrue(torch.equal(value, before[key]), key)
                self.assertTrue(model.training and model.norm.training)
                self.assertFalse(model.drop.training)
                self.assertFalse(model.first.weight.requires_grad)
                self.assertIs(bias.grad, same)
                self.assertTrue(torch.equal(bias.grad, gradient))
                self.assertEqual(random.getstate(), states[0])
                self.assertTrue(torch.equal(torch.get_rng_state(), states[1]))

    def test_ways_to_give_inputs(self) -> None:
        class Two(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.inner = deep()

            def forward(self, x: "torch.Tensor", shift: "torch.Tensor") -> "torch.Tensor":
                return self.inner(x + shift)

        x = torch.randn(8, 64)
        for given in (((x, x), None), ({"x": x, "shift": x}, None), (x, {"shift": x})):
            self.assert_vanishes(initlint.check(Two(), given[0], kwargs=given[1]))

    def test_no_inputs_is_told(self) -> None:
        with self.assertRaisesRegex(initlint.ExportError, "Sequential needs example inputs"):
            initlint.check(deep())

    def test_wrappers(self) -> None:
        x = torch.randn(8, 64)
        for wrap in (nn.DataParallel, torch.compile, lambda m: nn.DataParallel(torch.compile(m))):
            report = initlint.check(wrap(deep()), x)
            self.assert_vanishes(report)
            self.assertEqual(report.name, "Sequential")
            self.assertTrue(any(r.startswith("checked inside ") for r in report.remarks))

    def test_distributed_wrapper(self) -> None:
        import torch.distributed as dist

        if not dist.is_available():
            self.skipTest("torch.distributed is not there")
        with tempfile.TemporaryDirectory() as folder:
            dist.init_process_group("gloo", init_method=f"file://{folder}/s", rank=0, world_size=1)
            try:
                wrapped = nn.parallel.DistributedDataParallel(deep())
                self.assert_vanishes(initlint.check(wrapped, torch.randn(8, 64)))
            finally:
                dist.destroy_process_group()

    def test_meta_device(self) -> None:
        with torch.device("meta"):
            model = deep()
        report = initlint.check(model, torch.randn(8, 64))
        self.assert_vanishes(report)
        self.assertTrue(all(p.is_meta for p in model.parameters()))
        self.assertTrue(any("meta device" in r for r in report.remarks))

        class Own(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.scale = nn.Parameter(torch.ones(64))

            def forward(self, x: "torch.Tensor") -> "torch.Tensor":
                return x * self.scale

        with torch.device("meta"):
            own = nn.Sequential(nn.Linear(64, 64), Own())
        with self.assertRaisesRegex(initlint.ExportError, r"and 1 cannot be drawn again"):
            initlint.check(own, torch.randn(8, 64))

    def test_what_dynamo_cannot_export_goes_by_torchscript(self) -> None:
        class Branching(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.inner = deep()

            def forward(self, x: "torch.Tensor") -> "torch.Tensor":
                y = self.inner(x)
                return y if y.sum() > -1e9 else -y

        x = torch.randn(8, 64)
        with self.assertRaises(initlint.ExportError):
            initlint.check(Branching(), x, route="dynamo")
        self.assert_vanishes(initlint.check(Branching(), x))

    def test_what_cannot_be_exported_is_told_in_one_sentence(self) -> None:
        with self.assertRaises(initlint.ExportError) as raised:
            initlint.check(deep(), torch.randn(8, 63))
        text = str(raised.exception)
        self.assertTrue(text.startswith("Sequential cannot be exported to ONNX. dynamo: "), text)
        self.assertIn("torchscript: ", text)
        self.assertNotIn("\n", text)

    def test_half_precision(self) -> None:
        x = torch.randn(8, 64)
        for dtype in (torch.float16, torch.bfloat16, torch.float64):
            self.assert_vanishes(initlint.check(deep().to(dtype), x.to(dtype)))

    def test_attention_without_its_scale(self) -> None:
        class Attention(nn.Module):
            def __init__(self, d: int = 64) -> None:
                super().__init__()
                self.e = nn.Embedding(100, d)
                self.norm = nn.LayerNorm(d)
                self.q, self.k, self.v = (nn.Linear(d, d, bias=False) for _ in range(3))
                for map_ in (self.q, self.k, self.v):
                    nn.init.normal_(map_.weight, std=d**-0.5)

            def forward(self, ids: "torch.Tensor") -> "torch.Tensor":
                x = self.norm(self.e(ids))
                scores = self.q(x) @ self.k(x).transpose(-1, -2)
                return scores.softmax(-1) @ self.v(x)

        report = initlint.check(Attention(), torch.randint(0, 100, (2, 16)))
        self.assertIn("ATT001", [f.rule for f in report.errors], str(report))

    def test_options(self) -> None:
        x = torch.randn(8, 64)
        self.assertEqual(initlint.check(deep(), x, ignore=["ACT002"], select="ACT002").findings, ())
        self.assertEqual(initlint.check(deep(), x, name="mine").name, "mine")
        with tempfile.TemporaryDirectory() as folder:
            kept = Path(folder) / "a b"
            initlint.check(deep(), x, keep=kept)
            self.assertTrue((kept / "Sequential.onnx").is_file())
        with self.assertRaisesRegex(ValueError, "'trace' is no route"):
            initlint.check(deep(), x, route="trace")
        with self.assertRaises(TypeError):
            initlint.check([1], x)

    def test_the_program_of_the_readme(self) -> None:
        text = (support.ROOT / "packaging" / "python" / "README.md").read_text(encoding="utf-8")
        program = text.split("```python\n")[1].split("```")[0]
        with self.assertRaises(initlint.InitialisationError) as raised:
            exec(compile(program, "README.md", "exec"), {})
        self.assert_vanishes(raised.exception.report)

    def test_a_factory_on_the_command_line(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "mine.py").write_text(
                "import torch\n"
                "from torch import nn\n"
                "def bad():\n"
                "    print('building')\n"
                "    return nn.Sequential(*[m for _ in range(20) for m in"
                " (nn.Linear(64, 64), nn.ReLU())]), torch.randn(8, 64)\n"
                "def wrong():\n"
                "    return 1\n"
            )

            def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
                return subprocess.run(
                    [sys.executable, "-m", "initlint", *arguments],
                    cwd=folder,
                    env=support.environment(),
                    capture_output=True,
                    text=True,
                )

            bad = run("mine:bad", "--format", "concise")
            self.assertEqual(bad.returncode, 1, bad.stderr)
            self.assertIn("mine:bad:", bad.stdout)
            self.assertIn("error[ACT002 ", bad.stdout)
            self.assertNotIn("building", bad.stdout)
            self.assertEqual(run("check", "mine:bad", "--ignore", "ACT002").returncode, 0)
            for name, reason in (("mine:gone", "AttributeError"), ("mine:wrong", "gave a int")):
                failed = run(name)
                self.assertEqual(failed.returncode, 2)
                self.assertRegex(failed.stderr, rf"\Ainitlint: {name}[^\n]*{reason}[^\n]*\n\Z")


if __name__ == "__main__":
    unittest.main()
