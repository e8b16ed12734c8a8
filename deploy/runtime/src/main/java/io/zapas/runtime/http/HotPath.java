package io.zapas.runtime.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The few calls that come by the ten thousand a second, answered in front of the router, whose matching would cost more than they do. A handler
 * answers what is plain and leaves everything else (odd parameters, unknown names, refusals) to the router, where the same path has its full handler: what the
 * outside sees is the same. Handlers are called on the request's event loop.
 */
public final class HotPath {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    /** A plain read. */
    @FunctionalInterface
    public interface Read {
        /**
         * The JSON to answer, or null: let the router do it.
         *
         * @param name what stands behind the prefix, undecoded, without a query
         * @param channel the only channel the caller may act for
         */
        byte[] answer(String name, Optional<String> channel);
    }

    private record Entry(String prefix, Read read, Timer times) {}

    private final Access access;
    private final MeterRegistry meters;
    private final List<Entry> reads = new ArrayList<>();

    /** One that asks nobody for a key: for tests of what stands behind it. */
    public static HotPath open() {
        return new HotPath(Access.open(), new SimpleMeterRegistry());
    }

    HotPath(Access access, MeterRegistry meters) {
        this.access = access;
        this.meters = meters;
    }

    /** {@code GET prefix + name}. At start only. */
    public void get(String prefix, Read read) {
        reads.add(new Entry(prefix, read, RequestTimes.timer(meters, "GET", prefix + ":name", 200)));
    }

    /** Whether the request has been answered. */
    boolean answers(HttpServerRequest request) {
        if (!HttpMethod.GET.equals(request.method())) {
            return false;
        }
        long began = System.nanoTime();
        String uri = request.uri();
        for (int i = 0; i < reads.size(); i++) {
            Entry entry = reads.get(i);
            if (uri.startsWith(entry.prefix) && isPlain(uri, entry.prefix.length())) {
                Optional<Access.Caller> caller = access.admit(request, entry.prefix);
                if (caller == null) {
                    return false;
                }
                byte[] json =
                        entry.read.answer(uri.substring(entry.prefix.length()), caller.map(Access.Caller::channel));
                if (json == null) {
                    return false;
                }
                request.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Buffer.buffer(json));
                entry.times.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
                return true;
            }
        }
        return false;
    }

    /** One path segment that needs no decoding, and no query. */
    private static boolean isPlain(String uri, int from) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '/' || c == '?' || c == '%' || c == '+' || c == '#') {
                return false;
            }
        }
        return uri.length() > from;
    }
}
