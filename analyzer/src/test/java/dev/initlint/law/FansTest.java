package dev.initlint.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FansTest {
  @Test
  void everyLayoutHasItsFans() {
    assertThat(Fans.matMul(128, 512)).isEqualTo(new Fans(128, 512));
    assertThat(Fans.matMul(8, 128, 512)).isEqualTo(new Fans(128, 512));
    assertThat(Fans.gemm(true, 512, 128)).isEqualTo(new Fans(128, 512));
    assertThat(Fans.gemm(false, 128, 512)).isEqualTo(new Fans(128, 512));
    assertThat(Fans.conv(64, 32, 3, 3)).isEqualTo(new Fans(288, 576));
    assertThat(Fans.convTranspose(64, 32, 2, 2)).isEqualTo(new Fans(128, 256));
    assertThat(Fans.embedding(50257, 768)).isEqualTo(new Fans(768, 50257));
  }

  @Test
  void vectorsHaveNone() {
    assertThatThrownBy(() -> Fans.matMul(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 2 extents, not 1");
  }
}
