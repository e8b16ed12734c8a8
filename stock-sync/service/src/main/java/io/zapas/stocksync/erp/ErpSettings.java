package io.zapas.stocksync.erp;

import io.zapas.stocksync.erp.rows.Basis;
import io.zapas.stocksync.erp.rows.Locations;
import io.zapas.stocksync.erp.rows.Mapping;
import java.time.ZoneId;
import java.util.Set;

/**
 * One ERP whose changes are read.
 *
 * @param source of the events, such as {@code /erp/optima}
 * @param topics as they are called on the broker
 * @param scale decimals of numbers that come as bytes without a schema
 * @param generation which life of the database it is
 * @param products whether products' names are told
 * @param zone of the ERP's days
 */
record ErpSettings(
        String source,
        Mapping mapping,
        Set<String> topics,
        Basis basis,
        Locations locations,
        int scale,
        int generation,
        boolean products,
        ZoneId zone) {}
