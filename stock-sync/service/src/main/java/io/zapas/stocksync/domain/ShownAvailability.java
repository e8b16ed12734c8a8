package io.zapas.stocksync.domain;

import io.zapas.stocksync.api.Availability;

/** The availability of one SKU as some change left it: published as it is, read by those few who look into it. */
public interface ShownAvailability {

    String sku();

    /** Never falls, from one change of the SKU to the next. */
    long version();

    /** As it is published: {@code stock.availability}. Do not change it. */
    byte[] json();

    Availability read();
}
