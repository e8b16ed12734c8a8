package io.zapas.alerting.http;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.zapas.alerting.mail.Subscriptions;
import io.zapas.alerting.mail.UnsubscribeLinks;
import io.zapas.alerting.mail.UnsubscribeLinks.Subscriber;
import io.zapas.alerting.mail.UnsubscribePages;
import io.zapas.runtime.http.ProblemException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code /v1/unsubscribe/{token}}, the links in mails. The token is all a reader needs. GET shows a page and changes nothing, since scanners of mails follow every
 * link; POST acts, by the page's button or by a mail client's one-click (RFC 8058), and answers once it is stored.
 */
public final class UnsubscribeRoutes {
    private static final int STORE_SECONDS = 10;

    private final UnsubscribeLinks links;
    private final Supplier<Subscriptions> subscriptions;
    private final UnsubscribePages pages;

    /** @param subscriptions as they are kept now */
    public UnsubscribeRoutes(UnsubscribeLinks links, Supplier<Subscriptions> subscriptions, UnsubscribePages pages) {
        this.links = links;
        this.subscriptions = subscriptions;
        this.pages = pages;
    }

    public void mount(Router router) {
        router.get("/v1/unsubscribe/:token").handler(call -> subscriber(call)
                .ifPresent(one -> answer(
                        call,
                        subscriptions.get().isOff(one.list(), one.address()).map(off -> pages.page(one, off, false)))));
        router.post("/v1/unsubscribe/:token").handler(call -> subscriber(call).ifPresent(one -> {
            boolean off = !"subscribe".equals(call.request().getFormAttribute("action"));
            answer(
                    call,
                    subscriptions
                            .get()
                            .set(one.list(), one.address(), off)
                            .timeout(STORE_SECONDS, TimeUnit.SECONDS)
                            .map(done -> pages.page(one, off, true)));
        }));
    }

    private Optional<Subscriber> subscriber(RoutingContext call) {
        Optional<Subscriber> found = links.read(call.pathParam("token"));
        if (found.isEmpty()) {
            html(call, 404, pages.invalid());
        }
        return found;
    }

    private static void answer(RoutingContext call, Future<String> page) {
        io.vertx.core.Context home = call.vertx().getOrCreateContext();
        page.onComplete(done -> home.runOnContext(v -> {
            if (done.succeeded()) {
                html(call, 200, done.result());
            } else {
                call.fail(new ProblemException(503, "not-stored", "Not stored yet. Please try again."));
            }
        }));
    }

    private static void html(RoutingContext call, int status, String page) {
        call.response()
                .setStatusCode(status)
                .putHeader("content-type", "text/html; charset=utf-8")
                .putHeader("cache-control", "no-store")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("x-content-type-options", "nosniff")
                .putHeader(
                        "content-security-policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
                .end(page);
    }
}
