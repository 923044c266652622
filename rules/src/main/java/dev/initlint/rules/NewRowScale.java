package dev.initlint.rules;

import dev.initlint.finding.Severity;
import dev.initlint.graph.TensorData;
import dev.initlint.unit.Model;
import dev.initlint.unit.ParameterSite;
import dev.initlint.unit.ParameterSite.Use;
import java.util.Arrays;

/** EMB007: the last rows of a table are of another size than the rest. */
final class NewRowScale implements Rule {
  private static final Card CARD =
      Card.of(
              "EMB007",
              "new-row-scale",
              Severity.WARNING,
              "the last rows of a table are drawn far wider or narrower than the others",
              """
              ## What it does
              Reads the rows of embedding tables and reports a run of rows at the end whose
              root mean square is more than three times that of the rows before, or less than a third.
              Of trained tables only wider rows are reported, since rare tokens stay small.

              ## Why
              A table that is enlarged for new tokens gets rows from another law: PyTorch's default
              is N(0, 1) where the others have 0.02. Under a tied head these rows have logits fifty
              times as large and win every position.

              ## Bad
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.02) seed 1, wide=8)
              y = layernorm(e)
              ```

              ```python
              rows = torch.randn(100, 768)
              model.embed.weight = nn.Parameter(torch.cat([old, rows]))
              ```

              ## Good
              ```graph
              ids = tokens(4, 16)
              e = embedding(ids, 500, 64, normal(0, 0.02) seed 1)
              y = layernorm(e)
              ```

              ```python
              rows = old.mean(dim=0) + old.std() * torch.randn(100, 768)
              model.embed.weight = nn.Parameter(torch.cat([old, rows]))
              ```

              ## Fix
              Draw new rows around the mean of the others, with their spread.

              ## When to ignore it
              When the rows are place holders that nothing looks up. Rows of zeros are not reported.

              ## References
              - https://github.com/huggingface/transformers/pull/33325
              - https://github.com/hiyouga/LLaMA-Factory/pull/10547
              """)
          .advises(
              "some rows are drawn and the others are kept, which no law of the whole table describes")
          .causedBy("INIT009")
          .alsoOnTrained()
          .onWeightsAlone();

  private static final double TIMES = 3;

  /** Fewer entries give a row no size. */
  private static final int NARROWEST = 8;

  private static final int LARGEST = 1 << 22;

  /** Entries of a row that are read at a time. */
  private static final int RUN = 4096;

  /** Rows that are looked at before all are. */
  private static final int SOME = 128;

  @Override
  public Card card() {
    return CARD;
  }

  @Override
  public void check(Model model, Report report) {
    boolean fresh = model.propagation().verdict().atInitialisation();
    for (ParameterSite site : model.parameters()) {
      long[] dims = site.weight().dims();
      if (site.use() == Use.TABLE
          && dims.length == 2
          && dims[0] > 2
          && dims[0] < LARGEST
          && dims[1] >= NARROWEST
          && site.weight().facts() != null) {
        check(report, site, (int) dims[0], (int) dims[1], fresh);
      }
    }
  }

  private static void check(Report report, ParameterSite site, int rows, int width, boolean fresh) {
    TensorData.Runs runs = site.weight().weight().data().runs();
    if (mayDiffer(runs, rows, width)) {
      double[] sizes = sizes(runs, rows, width);
      int from = change(sizes, fresh);
      if (from > 0) {
        report(report, site, sizes, from);
      }
    }
  }

  /** Mean square of each row. */
  private static double[] sizes(TensorData.Runs runs, int rows, int width) {
    double[] sizes = new double[rows];
    float[] some = new float[Math.min(width, RUN)];
    Arrays.setAll(sizes, r -> size(runs, r, width, some));
    return sizes;
  }

  private static double size(TensorData.Runs runs, int row, int width, float[] some) {
    double size = 0;
    for (int from = 0; from < width; from += some.length) {
      int n = Math.min(some.length, width - from);
      runs.read((long) row * width + from, some, 0, n);
      for (int j = 0; j < n; j++) {
        size += (double) some[j] * some[j] / width;
      }
    }
    return size;
  }

  /**
   * Whether some rows allow that the last is of another size than the rest. A run that is told is
   * {@value #TIMES} times as large as the usual row, or as small, and no row of the first half is
   * further from the usual one: so the last row lies beyond each of them that is not zero, and a
   * few of them rule that out.
   */
  private static boolean mayDiffer(TensorData.Runs runs, int rows, int width) {
    float[] some = new float[Math.min(width, RUN)];
    double last = size(runs, rows - 1, width, some);
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    int step = Math.max(1, rows / 2 / SOME);
    for (int r = 0; r < rows / 2; r += step) {
      double size = size(runs, r, width, some);
      if (size != 0) {
        smallest = Math.min(smallest, size);
        largest = Math.max(largest, size);
      }
    }
    return !(last >= smallest && last <= largest);
  }

  /** First row of a run at the end that is unlike the rows before, or 0. */
  private static int change(double[] sizes, boolean fresh) {
    double[] sorted = Arrays.copyOf(sizes, sizes.length / 2);
    Arrays.sort(sorted);
    double usual = sorted[sorted.length / 2];
    if (!(usual > 0) || !(usual < Double.MAX_VALUE)) {
      return 0;
    }
    double wide = usual * TIMES * TIMES;
    double narrow = usual / (TIMES * TIMES);
    int from = sizes.length;
    boolean wider = sizes[sizes.length - 1] > wide;
    while (from > 1 && (wider ? sizes[from - 1] > wide : sizes[from - 1] < narrow)) {
      from--;
    }
    boolean zeros = sizes[sizes.length - 1] == 0;
    boolean told = from < sizes.length && from >= sizes.length / 2 && !zeros && (wider || fresh);
    for (int i = 0; told && i < from; i++) {
      told = sizes[i] == 0 || sizes[i] <= wide && sizes[i] >= narrow;
    }
    return told ? from : 0;
  }

  private static void report(Report report, ParameterSite site, double[] sizes, int from) {
    double before = rms(sizes, 0, from);
    double after = rms(sizes, from, sizes.length);
    report
        .finding(
            Severity.WARNING,
            "the last "
                + (sizes.length - from)
                + " rows of "
                + site.name()
                + " have rms "
                + Wording.number(after)
                + " where the "
                + from
                + " before have "
                + Wording.number(before))
        .at(site.place(), site.name())
        .predicts("rms of the last rows over the others", after / before, 1 / TIMES, TIMES)
        .formula("√(E[x²] of rows " + from + " on / E[x²] of the rows before)")
        .fix("draw the last rows with std " + Wording.constant(before))
        .add();
  }

  private static double rms(double[] sizes, int from, int to) {
    return Math.sqrt(Arrays.stream(sizes, from, to).filter(q -> q > 0).average().orElse(0));
  }
}
