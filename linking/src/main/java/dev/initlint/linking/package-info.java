/**
 * A tool of the build. What a lambda or a record's {@code hashCode} does is decided when the call
 * is first made, by code that the JVM writes then; JDK 17 cannot keep that in its class data, so
 * that each start of a program with a thousand lambdas pays for them again. Here the same code is
 * written into the jars beforehand.
 */
package dev.initlint.linking;
