package dev.initlint.onnx;

/** What the builders of one file's graphs share. */
record Reading(
    String path,
    Limits limits,
    Budget budget,
    Functions functions,
    Remarks remarks,
    Annotations annotations) {}
