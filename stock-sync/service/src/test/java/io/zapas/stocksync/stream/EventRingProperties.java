package io.zapas.stocksync.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.stocksync.stream.StreamEvent.Draft;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class EventRingProperties {
    private static final int MAX_EVENTS = 40;

    /** Whatever is written over whatever: those that are here are what they were, sizes from nothing to more than an array of the ring holds. */
    @Property(tries = 50)
    void holdsTheNewestAsTheyCame(@ForAll @Size(min = 50, max = 200) List<@IntRange(max = 300_000) Integer> sizes) {
        EventRing ring = new EventRing("e", MAX_EVENTS);
        Deque<Draft> model = new ArrayDeque<>();
        for (int size : sizes) {
            Draft draft = draft(ring.last() + 1, size);
            if (ring.full()) {
                ring.dropFirst();
                model.removeFirst();
            }
            ring.add(draft);
            model.add(draft);
            long seq = ring.first();
            for (Draft expected : model) {
                StreamEvent event = ring.read(seq);
                assertThat(event.seq()).isEqualTo(seq++);
                assertThat(event.type()).isEqualTo(expected.type());
                assertThat(event.key()).isEqualTo(expected.key());
                assertThat(event.sku()).isEqualTo(expected.sku());
                assertThat(event.channel()).isEqualTo(expected.channel());
                assertThat(event.current()).isEqualTo(expected.current());
                assertThat(event.json()).isEqualTo(expected.json());
            }
            assertThat(seq).isEqualTo(ring.last() + 1);
        }
        while (ring.first() <= ring.last()) {
            ring.dropFirst();
        }
        assertThat(ring.bytes()).isZero();
    }

    private static Draft draft(long seq, int size) {
        byte[] json = new byte[size];
        for (int i = 0; i < size; i += 97) {
            json[i] = (byte) (seq + i);
        }
        StreamType[] types = StreamType.values();
        return new Draft(
                types[(int) (seq % types.length)],
                "klucz-ł-" + seq,
                seq % 3 == 0 ? null : "sku-" + seq,
                seq % 5 == 0 ? null : "kanał",
                seq % 2 == 0,
                json);
    }
}
