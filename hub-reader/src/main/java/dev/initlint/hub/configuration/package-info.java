/** The configuration of a saved model: its fields, where each stands, and edits of them. */
package dev.initlint.hub.configuration;
