package io.zapas.stocksync.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import io.zapas.stocksync.api.Offer;
import io.zapas.stocksync.api.Order;
import io.zapas.stocksync.api.Payment;
import io.zapas.stocksync.api.Product;
import io.zapas.stocksync.api.StockLevel;
import io.zapas.stocksync.api.StockMovement;
import io.zapas.stocksync.api.SupplyExpected;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of every type: missing, of the wrong type, out of range: each mistake is named by its path. */
class StockEventDecoderTest {
    private static final Map<String, String> FULL = Map.of(
            "stock.level",
            "{'sku':'SKU-1','location':'WH1','quantity':10,'basis':'physical','version':7,'lot':'L1','expires':'2027-01-31'}",
            "stock.movement",
            "{'sku':'SKU-1','location':'WH1','delta':-2,'reason':'issue','documentId':'WZ/1','orderId':'O-1','lot':'L1'}",
            "supply.expected",
            "{'sku':'SKU-1','location':'WH1','quantity':50,'eta':'2026-12-01','purchaseOrder':'PO-1','confirmed':true}",
            "product",
            "{'sku':'SKU-1','name':'Kubek żółty','ean':'5901234123457','supplier':'S','leadTimeDays':14,'leadTimeSdDays':2.5,"
                    + "'unitCost':10.50,'price':19.99,'currency':'PLN','moq':10,'orderMultiple':5,'owner':'ola@example.com',"
                    + "'buffer':2,'channels':{'allegro':{'buffer':1,'percent':80,'cap':100,'reserved':3,'priority':-5,'threshold':7}},"
                    + "'locations':{'WH1':{'buffer':4}},'preorder':{'maxQuantity':50,'untilDays':30,'confirmedOnly':true},"
                    + "'kit':[{'sku':'SKU-2','quantity':2}],'discontinued':false,'replaces':['SKU-0']}",
            "order",
            "{'orderId':'O-1','channel':'allegro','status':'placed','lines':[{'sku':'SKU-1','offerId':'A1','quantity':3}],"
                    + "'placedAt':'2026-11-22T07:30:00+01:00','externalOrderId':'BL-9','location':'WH1','payment':'pending'}",
            "offer",
            "{'channel':'allegro','offerId':'A1','sku':'SKU-1','quantity':4,'pushed':5,"
                    + "'retries':2,'nextRetryAt':'2026-11-22T06:40:00Z','quarantine':'rejected five times'}");

    private static InboundEvent event(String type, ObjectNode data) {
        return new InboundEvent("1", "/erp", type, null, Instant.EPOCH, data);
    }

    private static ObjectNode full(String type) {
        return Json.read(FULL.get(type).replace('\'', '"'), ObjectNode.class);
    }

    private static Object decode(String type) {
        return StockEventDecoder.decode(event(type, full(type)));
    }

    @Test
    void readsEveryField() {
        assertThat(decode("stock.level"))
                .isEqualTo(new StockLevel(
                        "SKU-1", "WH1", 10, StockLevel.Basis.PHYSICAL, 7L, "L1", LocalDate.of(2027, 1, 31)));
        assertThat(decode("stock.movement"))
                .isEqualTo(new StockMovement("SKU-1", "WH1", -2, StockMovement.Reason.ISSUE, "WZ/1", "O-1", "L1"));
        assertThat(decode("supply.expected"))
                .isEqualTo(new SupplyExpected("SKU-1", "WH1", 50, LocalDate.of(2026, 12, 1), "PO-1", true));
        assertThat(decode("product"))
                .isEqualTo(new Product(
                        "SKU-1",
                        "Kubek żółty",
                        "5901234123457",
                        "S",
                        14.0,
                        2.5,
                        new BigDecimal("10.5"),
                        new BigDecimal("19.99"),
                        "PLN",
                        10L,
                        5L,
                        "ola@example.com",
                        2L,
                        Map.of("allegro", new Product.ChannelRule(1L, 80, 100L, 3L, -5, 7L)),
                        Map.of("WH1", new Product.LocationRule(4L)),
                        new Product.PreorderRule(50L, 30, true),
                        List.of(new Product.KitComponent("SKU-2", 2)),
                        false,
                        List.of("SKU-0")));
        assertThat(decode("order"))
                .isEqualTo(new Order(
                        "O-1",
                        "allegro",
                        Order.Status.PLACED,
                        List.of(new Order.Line("SKU-1", "A1", 3)),
                        Instant.parse("2026-11-22T06:30:00Z"),
                        "BL-9",
                        "WH1",
                        Order.Payment.PENDING));
        assertThat(decode("offer"))
                .isEqualTo(new Offer(
                        "allegro",
                        "A1",
                        "SKU-1",
                        4,
                        5L,
                        2,
                        Instant.parse("2026-11-22T06:40:00Z"),
                        "rejected five times"));
    }

    @Test
    void optionalFieldsMayBeMissing() {
        ObjectNode level = full("stock.level").without(List.of("basis", "version", "lot", "expires"));
        assertThat(StockEventDecoder.decode(event("stock.level", level)))
                .isEqualTo(new StockLevel("SKU-1", "WH1", 10, StockLevel.Basis.PHYSICAL, null));
        ObjectNode product = full("product").retain("sku");
        assertThat(StockEventDecoder.decode(event("product", product))).isEqualTo(Product.unknown("SKU-1"));
    }

    @ParameterizedTest
    @EnumSource(StockLevel.Basis.class)
    void readsEveryBasis(StockLevel.Basis basis) {
        ObjectNode level = full("stock.level").without(List.of("lot", "expires"));
        level.put("basis", basis.name().toLowerCase(Locale.ROOT));
        assertThat(((StockLevel) StockEventDecoder.decode(event("stock.level", level))).basis())
                .isEqualTo(basis);
    }

    @Test
    void aLotIsCountedPhysicallyAndOnlyALotExpires() {
        assertInvalid("stock.level", full("stock.level").put("basis", "net"), "data.basis");
        assertInvalid("stock.level", full("stock.level").without(List.of("lot")), "data.lot");
        assertInvalid("stock.level", full("stock.level").put("expires", "31.01.2027"), "data.expires");
    }

    static Stream<String> required() {
        return Stream.of(
                "stock.level sku",
                "stock.level location",
                "stock.level quantity",
                "stock.movement sku",
                "stock.movement location",
                "stock.movement delta",
                "stock.movement reason",
                "supply.expected sku",
                "supply.expected quantity",
                "supply.expected eta",
                "supply.expected purchaseOrder",
                "product sku",
                "order orderId",
                "order channel",
                "order status",
                "order lines",
                "offer channel",
                "offer offerId",
                "offer quantity");
    }

    @ParameterizedTest
    @MethodSource("required")
    void namesARequiredFieldThatIsMissing(String typeAndField) {
        String type = typeAndField.split(" ")[0];
        String field = typeAndField.split(" ")[1];
        ObjectNode data = full(type);
        data.remove(field);
        assertInvalid(type, data, "data." + field);
        assertInvalid(type, full(type).putNull(field), "data." + field);
    }

    static Stream<String> fields() {
        List<String> all = new ArrayList<>();
        FULL.keySet().forEach(type -> full(type).fieldNames().forEachRemaining(name -> all.add(type + " " + name)));
        return all.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void namesAFieldOfTheWrongType(String typeAndField) {
        String type = typeAndField.split(" ")[0];
        String field = typeAndField.split(" ")[1];
        ObjectNode data = full(type);
        boolean number = data.get(field).isNumber();
        if (number) {
            data.put(field, "ten");
        } else {
            data.put(field, 1.5);
        }
        assertInvalid(type, data, "data." + field);
    }

    @ParameterizedTest
    @CsvSource({
        "stock.level,quantity,1000000001",
        "stock.level,quantity,-1000000001",
        "stock.level,quantity,1.5",
        "stock.level,version,-1",
        "stock.movement,delta,0",
        "stock.movement,delta,1000000001",
        "supply.expected,quantity,-1",
        "supply.expected,quantity,1000000001",
        "product,moq,0",
        "product,orderMultiple,0",
        "product,buffer,-1",
        "product,leadTimeDays,-1",
        "product,price,-0.01",
        "offer,quantity,-1",
        "offer,pushed,-1",
        "offer,retries,-1",
        "offer,quantity,1000000001"
    })
    void namesANumberOutOfRange(String type, String field, String value) {
        assertInvalid(type, full(type).put(field, new BigDecimal(value)), "data." + field);
    }

    @Test
    void limitsAreInclusive() {
        for (long quantity : new long[] {-1_000_000_000L, 0, 1_000_000_000L}) {
            ObjectNode level = full("stock.level").put("quantity", quantity);
            assertThat(((StockLevel) StockEventDecoder.decode(event("stock.level", level))).quantity())
                    .isEqualTo(quantity);
        }
        ObjectNode offer = full("offer").put("quantity", 0);
        assertThat(((Offer) StockEventDecoder.decode(event("offer", offer))).quantity())
                .isZero();
    }

    @Test
    void namesTheLine() {
        ObjectNode order = full("order");
        order.putArray("lines").addObject().put("sku", "A").put("quantity", 1);
        order.withArray("lines").addObject().put("sku", "B").put("quantity", 0);
        assertInvalid("order", order, "data.lines[1].quantity");
        order.putArray("lines").addObject().put("quantity", 1);
        assertInvalid("order", order, "data.lines[0].sku");
        order.putArray("lines");
        assertInvalid("order", order, "data.lines");
        for (int i = 0; i <= StockEventDecoder.MAX_LINES; i++) {
            order.withArray("lines").addObject().put("sku", "B").put("quantity", 1);
        }
        assertInvalid("order", order, "data.lines");
    }

    @Test
    void namesWhatIsWrongInsideAProduct() {
        ObjectNode kit = full("product");
        kit.putArray("kit").addObject().put("sku", "SKU-1").put("quantity", 1);
        assertInvalid("product", kit, "data.kit[0].sku");
        ObjectNode rule = full("product");
        rule.putObject("channels").putObject("allegro").put("percent", 101);
        assertInvalid("product", rule, "data.channels.allegro.percent");
        ObjectNode threshold = full("product");
        threshold.putObject("channels").putObject("allegro").put("threshold", -1);
        assertInvalid("product", threshold, "data.channels.allegro.threshold");
        ObjectNode priority = full("product");
        priority.putObject("channels").putObject("allegro").put("priority", 1.5);
        assertInvalid("product", priority, "data.channels.allegro.priority");
        ObjectNode ahead = full("product");
        ahead.putObject("preorder").put("untilDays", -1);
        assertInvalid("product", ahead, "data.preorder.untilDays");
        ObjectNode place = full("product");
        place.putObject("locations").putObject("WH1").put("buffer", -1);
        assertInvalid("product", place, "data.locations.WH1.buffer");
        place.putObject("locations").putObject(" ");
        assertInvalid("product", place, "data.locations");
        assertInvalid("product", full("product").put("currency", "złoty"), "data.currency");
    }

    @Test
    void constantsAreReadInAnyCaseTypesAreNot() {
        ObjectNode order = full("order").put("status", "ShIpPeD");
        assertThat(((Order) StockEventDecoder.decode(event("order", order))).status())
                .isEqualTo(Order.Status.SHIPPED);
        for (String type : List.of("Order", "stock.levels", "campaign", "")) {
            assertInvalid(type, full("order"), "type");
        }
    }

    @ParameterizedTest
    @CsvSource({"PENDING,PENDING", "Paid,PAID", "failed,FAILED", "cAncelled,CANCELLED"})
    void aPaymentIsReadInAnyCase(String written, Order.Payment payment) {
        ObjectNode order = full("order").put("payment", written);
        assertThat(((Order) StockEventDecoder.decode(event("order", order))).payment())
                .isEqualTo(payment);
    }

    @Test
    void aPaymentNobodyKnowsIsNamedAndNoneIsFine() {
        for (String unknown : List.of("refunded", "", "canceled")) {
            assertInvalid("order", full("order").put("payment", unknown), "data.payment");
        }
        ObjectNode none = full("order");
        none.remove("payment");
        assertThat(((Order) StockEventDecoder.decode(event("order", none))).payment())
                .isNull();
    }

    @Test
    void namesWhatIsWrongOfReplacedSkus() {
        ObjectNode itself = full("product");
        itself.putArray("replaces").add("SKU-0").add("SKU-1");
        assertInvalid("product", itself, "data.replaces[1]");
        ObjectNode twice = full("product");
        twice.putArray("replaces").add("SKU-0").add("SKU-2").add("SKU-0");
        assertInvalid("product", twice, "data.replaces[2]");
        ObjectNode blank = full("product");
        blank.putArray("replaces").add("SKU-0").add("");
        assertInvalid("product", blank, "data.replaces[1]");
        ObjectNode many = full("product");
        for (int i = 0; i <= StockEventDecoder.MAX_REPLACED; i++) {
            many.withArray("replaces").add("OLD-" + i);
        }
        assertInvalid("product", many, "data.replaces");
    }

    @Test
    void dataMustBeAnObject() {
        assertThatThrownBy(() -> StockEventDecoder.decode(new InboundEvent(
                        "1", "/erp", "order", null, Instant.EPOCH, Json.mapper().createArrayNode())))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("data"));
    }

    private static void assertInvalid(String type, ObjectNode data, String field) {
        assertThatThrownBy(() -> StockEventDecoder.decode(event(type, data)))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void aPaymentNamesWhoseOrderAndHowItStands() {
        ObjectNode payment = Json.mapper()
                .createObjectNode()
                .put("orderId", "o1")
                .put("channel", "shop")
                .put("status", "Paid");
        assertThat(StockEventDecoder.decode(event("payment", payment)))
                .isEqualTo(new Payment("o1", "shop", Order.Payment.PAID));
        for (String field : List.of("orderId", "channel", "status")) {
            ObjectNode without = payment.deepCopy();
            without.remove(field);
            assertInvalid("payment", without, "data." + field);
        }
        assertInvalid("payment", payment.deepCopy().put("status", "shipped"), "data.status");
    }
}
