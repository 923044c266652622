"""Models of transformers and PEFT, and what hooks into other tools."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

import support
import initlint

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]


def gpt2(**changes: object) -> "torch.nn.Module":
    from transformers import GPT2Config, GPT2LMHeadModel

    fields = dict(n_layer=2, n_embd=64, n_head=2, vocab_size=100, n_positions=32)
    fields.update(bos_token_id=1, eos_token_id=2, **changes)
    return GPT2LMHeadModel(GPT2Config(**fields))


@support.needs("torch", "transformers", "onnxscript")
class TransformersModels(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(1)

    def test_a_known_family_needs_no_inputs(self) -> None:
        model = gpt2()
        before = model.config.to_dict()
        report = initlint.check(model)
        self.assertEqual(report.errors, (), str(report))
        self.assertEqual(report.known, report.values)
        self.assertGreater(report.values, 10)
        self.assertEqual(model.config.to_dict(), before)

    def test_a_wrong_draw_is_found(self) -> None:
        model = gpt2(tie_word_embeddings=False)
        torch.nn.init.normal_(model.lm_head.weight)
        report = initlint.check(model)
        self.assertTrue(report.errors, str(report))
        self.assertIn("HEAD001", [f.rule for f in report], str(report))

    def test_the_same_model_as_onnx(self) -> None:
        for ids in (None, torch.randint(0, 100, (2, 5)), torch.randint(0, 100, (3, 16))):
            report = initlint.check(gpt2(), ids, route="dynamo")
            self.assertEqual(report.errors, (), str(report))
            self.assertTrue(report.is_understood)

    def test_on_the_meta_device_by_its_configuration(self) -> None:
        with torch.device("meta"):
            model = gpt2()
        report = initlint.check(model)
        self.assertEqual(report.errors, ())
        self.assertTrue(any("by its configuration" in r for r in report.remarks))

    def test_an_unknown_family_is_exported(self) -> None:
        from transformers import XGLMConfig, XGLMForCausalLM

        config = XGLMConfig(
            vocab_size=100, d_model=32, ffn_dim=64, num_layers=2, attention_heads=2,
            max_position_embeddings=32,
        )
        report = initlint.check(XGLMForCausalLM(config))
        self.assertTrue(report.is_understood, str(report))

    def test_a_class_of_ones_own_is_exported(self) -> None:
        from transformers import GPT2Config, GPT2PreTrainedModel

        class Mine(GPT2PreTrainedModel):
            def __init__(self, config: GPT2Config) -> None:
                super().__init__(config)
                self.table = torch.nn.Embedding(config.vocab_size, config.n_embd)
                self.head = torch.nn.Linear(config.n_embd, config.vocab_size, bias=False)
                self.post_init()
                torch.nn.init.normal_(self.head.weight)
                torch.nn.init.normal_(self.table.weight)

            def forward(self, input_ids: "torch.Tensor") -> "torch.Tensor":
                return self.head(self.table(input_ids))

        config = GPT2Config(vocab_size=100, n_embd=64)
        report = initlint.check(Mine(config), torch.randint(0, 100, (2, 16)))
        self.assertIn("HEAD001", [f.rule for f in report], str(report))

    @support.needs("peft")
    def test_adapters(self) -> None:
        from peft import LoraConfig, get_peft_model

        model = get_peft_model(gpt2(), LoraConfig(task_type="CAUSAL_LM", target_modules=["c_attn"]))
        report = initlint.check(model)
        self.assertEqual(report.errors, (), str(report))
        for name, parameter in model.named_parameters():
            if "lora_A" in name:
                torch.nn.init.zeros_(parameter)
        self.assertTrue(initlint.check(model).errors, "no gradient reaches adapters of zeros")

    @support.needs("accelerate")
    def test_the_trainer_stops_before_step_one(self) -> None:
        from transformers import Trainer, TrainingArguments

        from initlint.transformers import InitlintCallback

        rows = [{"input_ids": torch.arange(16), "labels": torch.arange(16)} for _ in range(8)]

        def train(model: "torch.nn.Module", callback: InitlintCallback) -> None:
            with tempfile.TemporaryDirectory() as folder:
                arguments = TrainingArguments(
                    output_dir=folder, max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True
                )
                Trainer(
                    model=model, args=arguments, train_dataset=rows, callbacks=[callback]
                ).train()

        bad = gpt2(tie_word_embeddings=False)
        torch.nn.init.normal_(bad.lm_head.weight)
        before = bad.lm_head.weight.clone()
        with self.assertRaises(initlint.InitialisationError):
            train(bad, InitlintCallback())
        self.assertTrue(torch.equal(bad.lm_head.weight, before))
        lenient = InitlintCallback(fail_on=None)
        train(bad, lenient)
        self.assertTrue(lenient.report is not None and lenient.report.errors)
        exported = InitlintCallback(route="dynamo")
        train(gpt2(), exported)
        self.assertIsNotNone(exported.report)


@support.needs("torch", "lightning", "onnxscript")
class Lightning(unittest.TestCase):
    def test_the_trainer_stops_before_step_one(self) -> None:
        import lightning.pytorch as pl
        from torch import nn

        from initlint.lightning import InitlintCallback

        class Module(pl.LightningModule):
            def __init__(self, std: float) -> None:
                super().__init__()
                layers = [m for _ in range(20) for m in (nn.Linear(64, 64), nn.ReLU())]
                self.net = nn.Sequential(*layers, nn.Linear(64, 4))
                for module in self.net:
                    if isinstance(module, nn.Linear):
                        nn.init.normal_(module.weight, std=std)
                        nn.init.zeros_(module.bias)

            def forward(self, x: "torch.Tensor") -> "torch.Tensor":
                return self.net(x)

            def training_step(self, batch: object, index: int) -> "torch.Tensor":
                x, y = batch
                return nn.functional.cross_entropy(self(x), y)

            def configure_optimizers(self) -> "torch.optim.Optimizer":
                return torch.optim.SGD(self.parameters(), lr=1e-3)

        data = torch.utils.data.TensorDataset(torch.randn(8, 64), torch.zeros(8).long())
        loader = torch.utils.data.DataLoader(data, batch_size=4)

        def train(std: float, callback: InitlintCallback) -> None:
            with tempfile.TemporaryDirectory() as folder:
                pl.Trainer(
                    max_steps=1, callbacks=[callback], logger=False, enable_checkpointing=False,
                    enable_progress_bar=False, enable_model_summary=False, accelerator="cpu",
                    default_root_dir=folder,
                ).fit(Module(std), loader)

        with self.assertRaises(initlint.InitialisationError):
            train(0.05, InitlintCallback())
        good = InitlintCallback()
        train((2 / 64) ** 0.5, good)
        self.assertIsNotNone(good.report)
        self.assertEqual(good.report.errors, ())


@support.needs("torch", "pytest", "onnxscript")
class PytestFixture(unittest.TestCase):
    def test_it_fails_with_the_finding(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "test_mine.py").write_text(
                textwrap.dedent(
                    """
                    import torch
                    from torch import nn

                    def net(std):
                        layers = [m for _ in range(20) for m in (nn.Linear(64, 64), nn.ReLU())]
                        for layer in layers[::2]:
                            nn.init.normal_(layer.weight, std=std)
                            nn.init.zeros_(layer.bias)
                        return nn.Sequential(*layers)

                    def test_good(assert_initialised):
                        report = assert_initialised(net((2 / 64) ** 0.5), torch.randn(8, 64))
                        assert report.known == report.values

                    def test_bad(assert_initialised):
                        assert_initialised(net(0.05), torch.randn(8, 64))
                    """
                )
            )
            run = subprocess.run(
                [sys.executable, "-m", "pytest", "-p", "initlint.pytest_plugin", "-q", folder],
                env=support.environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
                capture_output=True,
                text=True,
            )
            self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
            self.assertIn("1 failed, 1 passed", run.stdout)
            self.assertIn("error[ACT002 ", run.stdout)
            self.assertNotIn("Traceback", run.stdout)


if __name__ == "__main__":
    unittest.main()
