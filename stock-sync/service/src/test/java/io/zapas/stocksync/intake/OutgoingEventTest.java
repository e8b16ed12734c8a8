package io.zapas.stocksync.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zapas.runtime.events.InboundEvent;
import io.zapas.runtime.events.InvalidFieldException;
import io.zapas.runtime.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutgoingEventTest {
    private static final String CAMPAIGN = "{'campaignId':'C1','skus':['SKU-1'],'startsAt':'2026-11-23T00:00:00Z',"
            + "'endsAt':'2026-11-30T00:00:00Z','budget':100.5,'conversionRate':0.02,'status':'planned'}";

    private static OutgoingEvent of(String type, String data) {
        return OutgoingEvent.of(new InboundEvent(
                "1", "/x", type, null, Instant.EPOCH, Json.read(data.replace('\'', '"'), ObjectNode.class)));
    }

    @Test
    void everythingAboutOneThingHasOneKey() {
        OutgoingEvent level = of("stock.level", "{'sku':'S','location':'W','quantity':1}");
        assertThat(level.topic() + " " + level.key()).isEqualTo("erp.events S");
        OutgoingEvent order =
                of("order", "{'orderId':'O','channel':'a','status':'paid','lines':[{'sku':'S','quantity':1}]}");
        assertThat(order.topic() + " " + order.key()).isEqualTo("channel.events O");
        OutgoingEvent payment = of("payment", "{'orderId':'O','channel':'a','status':'paid'}");
        assertThat(payment.topic() + " " + payment.key()).isEqualTo("channel.events O");
        OutgoingEvent offer = of("offer", "{'channel':'a','offerId':'1','quantity':1}");
        assertThat(offer.topic() + " " + offer.key()).isEqualTo("channel.events a|1");
        OutgoingEvent campaign = of("campaign", CAMPAIGN);
        assertThat(campaign.topic() + " " + campaign.key()).isEqualTo("ads.events C1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'campaignId':'C1',||data.campaignId",
                "['SKU-1']|[]|data.skus",
                "['SKU-1']|[1]|data.skus[0]",
                "2026-11-23T00:00:00Z|tomorrow|data.startsAt",
                "2026-11-30T00:00:00Z|2026-11-23T00:00:00Z|data.endsAt",
                "100.5|-1|data.budget",
                "0.02|1.1|data.conversionRate",
                "planned|perhaps|data.status"
            },
            quoteCharacter = '~')
    void namesWhatIsWrongWithACampaign(String from, String to, String field) {
        String broken = CAMPAIGN.replace(from, to == null ? "" : to);
        assertThatThrownBy(() -> of("campaign", broken))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void namesTheTypeNobodyReads() {
        assertThatThrownBy(() -> of("stock.lvl", "{}"))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class, e -> assertThat(e.field()).isEqualTo("type"))
                .hasMessageContaining("stock.lvl");
    }
}
