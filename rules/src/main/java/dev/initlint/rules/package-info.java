/** The rules, one file each, and the sorted list of them in {@link dev.initlint.rules.Rules}. */
package dev.initlint.rules;
