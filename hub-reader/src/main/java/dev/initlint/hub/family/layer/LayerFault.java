package dev.initlint.hub.family.layer;

/** Ends the writing of a model in which a layer does not fit what it is applied to. */
public final class LayerFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param reason one clause that names the layer and what does not fit
   */
  public LayerFault(String reason) {
    super(reason, null, false, false);
  }
}
