package io.zapas.dashboard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Serves the page and its files from memory. Immutable after {@link #mount}; handlers run on the server's event loops. */
public final class Dashboard {
    private static final String CHART_JS = "/META-INF/resources/webjars/chart.js/4.4.9/dist/chart.umd.js";
    /** Nothing but our own files may run or be fetched: a product name can never become code. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self'; "
            + "script-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final List<Asset> ASSETS = List.of(
            new Asset("/", "web/index.html", "text/html; charset=utf-8"),
            new Asset("/dashboard/style.css", "web/style.css", "text/css; charset=utf-8"),
            new Asset("/dashboard/icon.svg", "web/icon.svg", "image/svg+xml"),
            script("app"),
            script("api"),
            script("alerts"),
            script("channels"),
            script("chart"),
            script("desyncs"),
            script("detail"),
            script("dom"),
            script("i18n"),
            script("notices"),
            script("stock"),
            script("stream"),
            new Asset("/dashboard/chart.umd.js", CHART_JS, "text/javascript; charset=utf-8"));

    private Dashboard() {}

    /** Adds the page's routes. Throws {@link IllegalStateException} when a file is missing from the build. */
    public static void mount(Router router) {
        for (Asset asset : ASSETS) {
            Buffer content = asset.load();
            String etag = '"' + sha256(content) + '"';
            router.get(asset.path).handler(context -> send(context, asset, content, etag));
        }
    }

    private static void send(RoutingContext context, Asset asset, Buffer content, String etag) {
        var response = context.response()
                .putHeader(HttpHeaders.ETAG, etag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
        if (etag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, asset.contentType).end(content);
        }
    }

    private static Asset script(String name) {
        return new Asset("/dashboard/" + name + ".js", "web/" + name + ".js", "text/javascript; charset=utf-8");
    }

    private static String sha256(Buffer content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes()), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Asset(String path, String resource, String contentType) {
        Buffer load() {
            try (InputStream in = Dashboard.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException("missing from the build: " + resource);
                }
                return Buffer.buffer(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
