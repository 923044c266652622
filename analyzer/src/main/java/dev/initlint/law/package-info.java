/** Laws that weights are drawn from, and the fans that their variances are functions of. */
package dev.initlint.law;
