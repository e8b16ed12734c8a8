package io.zapas.alerting.render;

/** A labelled fact of an alert, such as "Dostępne: 240 szt. (stan 310, rezerwacje 70)". */
public record Detail(String label, Line value) {}
