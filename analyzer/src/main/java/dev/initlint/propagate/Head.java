package dev.initlint.propagate;

import dev.initlint.gaussian.ClassificationHead;
import dev.initlint.moment.ParameterFacts;
import dev.initlint.moment.Quantity;
import dev.initlint.moment.Signal;
import dev.initlint.symbol.Expr;

/**
 * A graph output that scores classes or tokens: features that one weight makes of a hidden state.
 *
 * @param output name of the graph output
 * @param logits the scores
 * @param hidden what the weight is applied to
 * @param weight the head
 * @param table the embedding table whose entries the head shares, or null when it is not tied
 * @param classes number of classes
 * @param loss the law of the scores at one position, which gives the cross-entropy
 * @param probabilities whether the output is a softmax of the scores
 */
public record Head(
    String output,
    Signal logits,
    Signal hidden,
    ParameterFacts weight,
    ParameterFacts table,
    Expr classes,
    Quantity<ClassificationHead> loss,
    boolean probabilities) {}
