package io.zapas.alerting.render;

/** A piece of text in one weight. The text is raw: whoever shows it escapes it. */
public record Span(String text, boolean strong) {}
