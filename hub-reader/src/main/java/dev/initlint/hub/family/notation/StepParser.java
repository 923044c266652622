package dev.initlint.hub.family.notation;

import java.util.ArrayList;
import java.util.List;

/** Reads the statements of a block. */
final class StepParser {
  private final List<Lines.Line> lines;
  private int at;

  StepParser(List<Lines.Line> lines) {
    this.lines = lines;
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    while (at < lines.size()) {
      steps.add(step(lines.get(at++)));
    }
    return steps;
  }

  private List<Step> body(Lines.Line heading) {
    int from = at;
    while (at < lines.size() && lines.get(at).indent() > heading.indent()) {
      at++;
    }
    if (from == at) {
      throw heading.source().error(1, "the lines that belong to this one are missing below it");
    }
    return new StepParser(lines.subList(from, at)).steps();
  }

  private Step step(Lines.Line line) {
    Parser p = line.parser();
    if (p.assigns()) {
      return assign(p);
    }
    if (p.accept("for")) {
      return loop(line, p);
    }
    if (p.accept("if")) {
      return choice(line, p);
    }
    if (p.accept("return")) {
      Term value = p.term();
      p.end();
      return new Step.Return(value);
    }
    if (p.accept("within")) {
      String path = p.next().text();
      p.end();
      return new Step.Within(path, line.source(), body(line));
    }
    Term value = p.term();
    p.end();
    return new Step.Assign(List.of(), value);
  }

  private static Step assign(Parser p) {
    List<String> names = new ArrayList<>();
    do {
      names.add(p.name());
    } while (p.accept(","));
    p.expect("=");
    Term value = p.term();
    p.end();
    return new Step.Assign(names, value);
  }

  private Step loop(Lines.Line line, Parser p) {
    String name = p.name();
    p.expect("in");
    Term from = p.term();
    Term to = p.accept("..") ? p.term() : null;
    p.end();
    return new Step.Loop(name, from, to, body(line));
  }

  private Step choice(Lines.Line line, Parser p) {
    List<Step.Branch> branches = new ArrayList<>();
    Term condition = p.term();
    p.end();
    branches.add(new Step.Branch(condition, body(line)));
    while (at < lines.size() && lines.get(at).text().matches("el(se|if\\s.*)")) {
      Lines.Line other = lines.get(at++);
      Parser q = other.parser();
      boolean last = q.next().text().equals("else");
      Term next = last ? null : q.term();
      q.end();
      branches.add(new Step.Branch(next, body(other)));
    }
    return new Step.Choice(branches);
  }
}
