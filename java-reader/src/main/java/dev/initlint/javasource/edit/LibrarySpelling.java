package dev.initlint.javasource.edit;

import dev.initlint.source.Remedy;
import dev.initlint.source.SourceParameter;
import java.util.List;

/** How the users of one library say what a weight is drawn from. */
interface LibrarySpelling {
  /** The ways to redraw a weight, the one that a reader would choose first; empty for none. */
  List<Way> ways(SourceParameter p, Remedy.Redraw redraw);
}
