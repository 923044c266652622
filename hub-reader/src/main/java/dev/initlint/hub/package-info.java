/** Models as libraries save them: a folder with a configuration and its weights. */
package dev.initlint.hub;
