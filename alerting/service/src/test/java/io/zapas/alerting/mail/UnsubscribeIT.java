package io.zapas.alerting.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.zapas.alerting.boot.AlertingService;
import io.zapas.testkit.Await;
import io.zapas.testkit.TestRuntime;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** The links of mails through the service's door, on a real broker. */
class UnsubscribeIT {
    private static final Map<String, String> CONFIG = Map.of(
            "mail.from", "zapas@shop.example",
            "mail.to", "anna@shop.example",
            "mail.link-secret", "a secret of the shop",
            "public.url", "https://zapas.example.com");
    private final HttpClient http = HttpClient.newHttpClient();
    private final UnsubscribeLinks links =
            new UnsubscribeLinks(URI.create("https://zapas.example.com"), "a secret of the shop");

    @Test
    void lookingChangesNothingAndThePressedButtonLasts() {
        String path = links.url(MailList.DIGEST, "Anna@shop.example").getPath();
        String namespace;
        try (TestRuntime shop = start(CONFIG)) {
            namespace = shop.namespace();
            Document page = get(shop, path);
            assertThat(page.text()).contains("anna@shop.example", "poranne zestawienie");
            assertThat(page.select("form[method=post] input[name=action]").val())
                    .isEqualTo("unsubscribe");
            get(shop, path);
            assertThat(left(shop)).isZero();

            post(shop, path, "List-Unsubscribe=One-Click");
            assertThat(left(shop)).isOne();
            assertThat(post(shop, path, "action=unsubscribe").text()).contains("nie będzie już otrzymywać");
            assertThat(left(shop)).isOne();
        }
        Map<String, String> again = new TreeMap<>(CONFIG);
        again.put("namespace", namespace);
        try (TestRuntime shop = start(again)) {
            assertThat(get(shop, path).select("input[name=action]").val()).isEqualTo("subscribe");
            assertThat(left(shop)).isOne();
            post(shop, path, "action=subscribe");
            assertThat(left(shop)).isZero();
            assertThat(get(shop, path).select("input[name=action]").val()).isEqualTo("unsubscribe");
        }
    }

    @Test
    void aForgedLinkDoesNothing() {
        String path = links.url(MailList.DIGEST, "anna@shop.example").getPath();
        UnsubscribeLinks others = new UnsubscribeLinks(URI.create("https://x.example"), "a secret of others");
        try (TestRuntime shop = start(CONFIG)) {
            for (String forged : List.of(
                    others.url(MailList.DIGEST, "anna@shop.example").getPath(),
                    path.substring(0, path.length() - 2),
                    path.replace(".", ""),
                    UnsubscribeLinks.PATH + "x.y",
                    UnsubscribeLinks.PATH + "%2e")) {
                HttpResponse<String> answer = send(HttpRequest.newBuilder(shop.uri(forged))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build());
                assertThat(answer.statusCode()).as(forged).isEqualTo(404);
            }
            assertThat(left(shop)).isZero();
        }
    }

    private static TestRuntime start(Map<String, String> config) {
        return TestRuntime.start(
                new AlertingService(
                        (service, texts) -> List.of(),
                        (service, texts) -> Optional.of(MailSettings.mail(
                                service.vertx(),
                                service.config(),
                                service.clock(),
                                texts,
                                Duration.ofMillis(1),
                                mail -> io.vertx.core.Future.succeededFuture(Outcome.SENT)))),
                config);
    }

    /** How many have left a list, as stored. */
    private static long left(TestRuntime shop) {
        Map<String, Boolean> newest = new TreeMap<>();
        shop.records("alerts").stream()
                .filter(record -> record.key().startsWith("subscription/"))
                .forEach(record -> newest.put(record.key(), record.value() != null));
        return newest.values().stream().filter(there -> there).count();
    }

    private Document get(TestRuntime shop, String path) {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(shop.uri(path)).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'");
        return Jsoup.parse(answer.body());
    }

    private Document post(TestRuntime shop, String path, String body) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(shop.uri(path))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Jsoup.parse(answer.body());
    }

    private HttpResponse<String> send(HttpRequest request) {
        return Await.result(io.vertx.core.Future.fromCompletionStage(
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString())));
    }
}
