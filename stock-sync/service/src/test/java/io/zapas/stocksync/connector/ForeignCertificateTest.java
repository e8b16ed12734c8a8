package io.zapas.stocksync.connector;

import static io.zapas.stocksync.connector.Bench.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountException.Kind;
import io.zapas.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who cannot prove to be the system is told no credentials. */
class ForeignCertificateTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    @Test
    void nothingIsSentToACertificateNobodyVouchesFor() throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = Await.result(vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(keys().toString()).setPassword(PASSWORD)))
                .requestHandler(request -> {
                    asked.incrementAndGet();
                    request.response().end("{\"items\":[{\"id\":\"s-1\",\"code\":200,\"body\":1}]}");
                })
                .listen(0, "127.0.0.1"));
        try (Bench bench = Bench.of(
                "account.shoper.url", "https://localhost:" + server.actualPort(), "account.shoper.token", "hush")) {
            AccountException failure = bench.failure(wish("1", 4));

            assertThat(failure.kind()).isEqualTo(Kind.AWAY);
            assertThat(failure).hasMessageContaining("SSLHandshakeException");
            assertThat(asked).hasValue(0);
        } finally {
            Await.result(vertx.close());
        }
    }

    /** Of localhost, signed by itself. */
    private Path keys() throws IOException, InterruptedException {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }
}
