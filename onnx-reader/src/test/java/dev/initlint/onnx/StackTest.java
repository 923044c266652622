package dev.initlint.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.initlint.graph.CodeLine;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackTest {
  @Test
  void theInnermostLineThatIsNotInstalledIsTheUsersOwn() {
    List<CodeLine> stack =
        Stack.traceback(
            """
            File "/home/me/net.py", line 73, in forward
                return self.head(self.body(x))
              File "/home/me/block.py", line 9, in forward
                y = self.fc(x) + x
                    ~~~~~~~^^^
              File "/opt/env/lib/python3.12/site-packages/torch/nn/modules/linear.py", line 134, in forward
                return F.linear(input, self.weight, self.bias)
            """);

    assertThat(Stack.own(stack))
        .isEqualTo(new CodeLine("/home/me/block.py", 9, "forward", "y = self.fc(x) + x"));
    assertThat(Stack.library(stack)).isNull();
  }

  @Test
  void whatTheUsersLineCallsInALibraryIsToldBesideIt() {
    List<CodeLine> stack =
        Stack.traceback(
            """
            File "wrap.py", line 8, in forward
                return self.model(ids).logits
              File "/usr/lib/python3/dist-packages/transformers/models/gpt2/modeling_gpt2.py", line 55, in forward
                attn_weights = torch.matmul(query, key.transpose(-1, -2))
              File "/usr/lib/python3/dist-packages/torch/nn/functional.py", line 1, in f
                g()
            """);

    assertThat(Stack.own(stack).path()).isEqualTo("wrap.py");
    assertThat(Stack.library(stack).line()).isEqualTo(55);
  }

  @Test
  void withoutALineOfTheUsersTheInnermostIsTold() {
    List<CodeLine> stack =
        Stack.traceback(
            "File \"C:\\\\py\\\\Lib\\\\site-packages\\\\m\\\\n.py\", line 3, in forward");

    assertThat(Stack.own(stack).line()).isEqualTo(3);
    assertThat(Stack.own(Stack.traceback("no stack"))).isNull();
  }

  @Test
  void sourceRangesOfTorchScriptAreInnermostFirst() {
    List<CodeLine> stack =
        Stack.sourceRange(
            """
            /opt/env/lib/python3.11/site-packages/torch/nn/modules/linear.py(134): forward
            /home/me/net.py(57): forward
            /home/me/export.py(3): <module>
            """);

    assertThat(Stack.own(stack)).isEqualTo(new CodeLine("/home/me/net.py", 57, "forward", null));
    assertThat(Stack.sourceRange("Adds two tensors (broadcast).")).isEmpty();
  }
}
