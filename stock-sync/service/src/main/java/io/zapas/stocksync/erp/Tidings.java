package io.zapas.stocksync.erp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.erp.rows.Statement;
import io.zapas.stocksync.intake.OutgoingEvent;
import java.time.Instant;
import java.util.Locale;

/** Statements as the events they are told in. */
final class Tidings {
    private final String source;

    Tidings(String source) {
        this.source = source;
    }

    OutgoingEvent event(Statement statement) {
        ObjectNode data = Json.mapper().createObjectNode().put("sku", statement.sku());
        String type;
        if (statement instanceof Statement.Level level) {
            type = StockLevel.TYPE;
            data.put("location", level.location())
                    .put("quantity", level.units())
                    .put("basis", level.basis().name().toLowerCase(Locale.ROOT))
                    .put("version", level.version());
        } else {
            Statement.Product product = (Statement.Product) statement;
            type = Product.TYPE;
            if (product.name() != null) {
                data.put("name", product.name());
            }
            if (product.ean() != null) {
                data.put("ean", product.ean());
            }
        }
        return OutgoingEvent.of(new InboundEvent(
                statement.id(), source, type, statement.sku(), Instant.ofEpochMilli(statement.atMillis()), data));
    }
}
