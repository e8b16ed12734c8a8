package io.zapas.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The first run of a newcomer: the sample shop, then its page in a real browser. One process serves all tests; they add to it, never reset it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoE2E {
    private static final Duration FIRST_SIGHT = Duration.ofMinutes(2);
    private static final double PATIENCE_MILLIS = 20_000;
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    @TempDir
    static Path dataDir;

    private static SuiteProcess suite;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void startDemo() throws Exception {
        suite = SuiteProcess.start(dataDir, Map.of(), "demo");
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (suite != null) {
            suite.close();
        }
    }

    @Test
    @Order(1)
    void withinTwoMinutesEverythingTheProductDoesCanBeSeen() throws Exception {
        Map<String, BooleanSupplier> sights = Map.of(
                "300 products",
                        () -> suite.get("/v1/availability?limit=1")
                                        .path("total")
                                        .asInt()
                                >= 250,
                "forecasts",
                        () -> suite.get("/v1/rotation?top=500").path("items").size() >= 200,
                "a shortage", () -> alert("SHORTAGE"),
                "sold out", () -> alert("OUT_OF_STOCK"),
                "a campaign risk", () -> alert("CAMPAIGN_RISK"),
                "a desync",
                        () -> suite.get("/v1/desyncs?state=open")
                                .path("items")
                                .findValuesAsText("kind")
                                .contains("OFFER"));
        List<String> missing = new ArrayList<>(sights.keySet());
        suite.await("all of " + sights.keySet(), FIRST_SIGHT, () -> {
            missing.removeIf(sight -> sights.get(sight).getAsBoolean());
            return missing.isEmpty();
        });
    }

    @Test
    @Order(2)
    void stockMovesOnThePageWithoutReload() throws Exception {
        Page page = open(1280, 900);
        PlaywrightAssertions.assertThat(page.locator("#live")).hasAttribute("data-state", "live");
        PlaywrightAssertions.assertThat(page.locator("#stock tbody tr").first()).isVisible();
        assertThat(suite.event(
                        "e2e-p",
                        "product",
                        "{\"sku\":\"E2E-1\",\"name\":\"Lampa <img src=x onerror='window.hacked=1'> & co\"}"))
                .isEqualTo(202);
        assertThat(level("e2e-1", 41)).isEqualTo(202);
        suite.await("known", Duration.ofSeconds(20), () -> suite.status("/v1/availability/E2E-1") == 200);
        page.locator("#search").fill("lampa <img");
        Locator available = page.locator("tr[data-sku='E2E-1'] td").nth(1);
        PlaywrightAssertions.assertThat(available).hasText("41", patient());
        assertThat(level("e2e-2", 37)).isEqualTo(202);
        PlaywrightAssertions.assertThat(available).hasText("37", patient());
        PlaywrightAssertions.assertThat(page.locator("tr[data-sku='E2E-1'] .name"))
                .containsText("<img src=x");
        assertThat(page.evaluate("window.hacked"))
                .as("a product name is text, not code")
                .isNull();
        screenshot(page, "search");
    }

    @Test
    @Order(3)
    void anAlertCanBeTakenAndSnoozed() throws Exception {
        Page page = open(1280, 900);
        Locator card =
                page.locator("#alerts article:has(button[data-act=take])").first();
        PlaywrightAssertions.assertThat(card).isVisible();
        screenshot(page, "overview");
        String id = card.getAttribute("data-alert");
        page.locator("article[data-alert='" + id + "'] button[data-act=take]").click();
        suite.await("taken", Duration.ofSeconds(10), () -> handling(id).equals("ACKNOWLEDGED"));
        Locator taken = page.locator("article[data-alert='" + id + "']");
        PlaywrightAssertions.assertThat(taken.locator("button[data-act=take]")).hasCount(0);
        taken.locator("summary").click();
        taken.locator("button[data-act=snooze4h]").click();
        suite.await("snoozed", Duration.ofSeconds(10), () -> handling(id).equals("SNOOZED"));
    }

    @Test
    @Order(3)
    void aLinkInANoticeLandsOnItsAlertAlsoOnOneThatIsResolved() {
        List<String> open =
                suite.get("/v1/alerts?state=open&limit=500").path("items").findValuesAsText("id");
        String last = open.get(open.size() - 1);
        Page page = open(1280, 900, "#alert=" + last);
        Locator first = page.locator("#alerts article").first();
        PlaywrightAssertions.assertThat(first).hasAttribute("data-alert", last);
        PlaywrightAssertions.assertThat(first).hasClass(java.util.regex.Pattern.compile(".*linked.*"));
        first.locator("button[data-act=resolve]").click();
        PlaywrightAssertions.assertThat(first.locator("button[data-act]")).hasCount(0);
        PlaywrightAssertions.assertThat(open(1280, 900, "#alert=" + last).locator("#alerts article.linked"))
                .hasAttribute("data-alert", last);
        PlaywrightAssertions.assertThat(open(1280, 900, "#alert=none").locator("#trouble"))
                .isVisible();
    }

    @Test
    @Order(4)
    void aProductOpensWithItsDemandAndForecast() {
        Page page = open(1280, 900);
        page.locator("#stock tbody tr").first().click();
        PlaywrightAssertions.assertThat(page.locator("#detail canvas")).isVisible();
        assertThat(
                        page.evaluate(
                                "Boolean(Chart.getChart(document.querySelector('#detail canvas')).data.datasets[2].data.some(v => v > 0))"))
                .as("a forecast band is drawn")
                .isEqualTo(true);
        screenshot(page, "detail");
    }

    @Test
    @Order(5)
    void itSpeaksBothLanguages() {
        Page page = open(1280, 900);
        page.locator("button[data-lang=pl]").click();
        PlaywrightAssertions.assertThat(page.locator("#h-stock")).containsText("najmniejszy zapas");
        page.locator("button[data-lang=en]").click();
        PlaywrightAssertions.assertThat(page.locator("#h-stock")).containsText("lowest cover");
        page.reload();
        PlaywrightAssertions.assertThat(page.locator("#h-stock")).containsText("lowest cover");
    }

    @Test
    @Order(6)
    void itFitsAPhone() {
        Page page = open(390, 844);
        PlaywrightAssertions.assertThat(page.locator("#stock tbody tr").first()).isVisible();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .as("nothing sticks out to the side")
                .isLessThanOrEqualTo(390);
        screenshot(page, "phone");
    }

    private static boolean alert(String type) {
        return suite.get("/v1/alerts?state=open&type=" + type).path("items").size() > 0;
    }

    private static String handling(String alertId) {
        return suite.get("/v1/alerts/" + alertId).path("handling").asText();
    }

    private static int level(String id, int quantity) {
        return suite.event(id, "stock.level", "{\"sku\":\"E2E-1\",\"location\":\"MAG\",\"quantity\":" + quantity + "}");
    }

    private static LocatorAssertions.HasTextOptions patient() {
        return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE_MILLIS);
    }

    private static Page open(int width, int height) {
        return open(width, height, "");
    }

    /** @param place on the page */
    private static Page open(int width, int height, String place) {
        if (browser == null) {
            Optional<Path> chromium = chromium();
            if (chromium.isEmpty() && "true".equals(System.getenv("CI"))) {
                throw new AssertionError("CI needs Chromium: install the package chromium");
            }
            assumeTrue(chromium.isPresent(), "no Chromium on the PATH: browser tests are skipped");
            playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(chromium.get())
                            .setArgs(List.of(
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-sync",
                                    "--no-first-run")));
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        }
        Page page = browser.newPage(
                new Browser.NewPageOptions().setViewportSize(width, height).setLocale("pl-PL"));
        page.navigate(suite.url() + place);
        return page;
    }

    private static Optional<Path> chromium() {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
                Path candidate = Path.of(directory, name);
                if (Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }
}
