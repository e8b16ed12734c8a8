package io.zapas.suite;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;

/** The house's dependency rules: which room may know which. */
@AnalyzeClasses(packages = "io.zapas", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    @ArchTest
    static final ArchRule domainIsPlainJava = noClasses()
            .that()
            .resideInAnyPackage(
                    "..domain..",
                    "io.zapas.alerting.eligibility..",
                    "io.zapas.stocksync.push.plan..",
                    "io.zapas.stocksync.erp.rows..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.vertx..",
                    "org.apache.kafka..",
                    "io.lettuce..",
                    "com.fasterxml..",
                    "io.cloudevents..",
                    "io.zapas.runtime..")
            .because("the rules of the business are read without knowing any technology");

    @ArchTest
    static final ArchRule publishedRecordsDependOnNothing = noClasses()
            .that()
            .resideInAPackage("io.zapas.*.api..")
            .should()
            .dependOnClassesThat(
                    not(resideInAnyPackage("java..", "com.fasterxml.jackson.annotation..", "io.zapas.*.api..")))
            .because("an api module holds what a service publishes and accepts, and nothing else");

    @ArchTest
    static final ArchRule stockSyncKnowsOthersByTheirRecords =
            knowsOthersByTheirRecords("stocksync", "forecast", "alerting");

    @ArchTest
    static final ArchRule forecastKnowsOthersByTheirRecords =
            knowsOthersByTheirRecords("forecast", "stocksync", "alerting");

    @ArchTest
    static final ArchRule alertingKnowsOthersByTheirRecords =
            knowsOthersByTheirRecords("alerting", "stocksync", "forecast");

    @ArchTest
    static final ArchRule runtimeKnowsNoService = noClasses()
            .that()
            .resideInAnyPackage("io.zapas.runtime..", "io.zapas.embedded..", "io.zapas.dashboard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.zapas.stocksync..",
                    "io.zapas.forecast..",
                    "io.zapas.alerting..",
                    "io.zapas.demo..",
                    "io.zapas.suite..");

    @ArchTest
    static final ArchRule theSampleShopUsesPublicDoorsOnly = noClasses()
            .that()
            .resideInAPackage("io.zapas.demo..")
            .should()
            .dependOnClassesThat(
                    resideInAnyPackage("io.zapas.stocksync..", "io.zapas.forecast..", "io.zapas.alerting..")
                            .and(not(resideInAnyPackage("io.zapas.*.api.."))));

    @ArchTest
    static final ArchRule roomsOfAServiceFormNoCycle =
            slices().matching("io.zapas.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .that()
            .resideOutsideOfPackages("io.zapas.testkit..", "io.zapas.embedded..")
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .because("waiting is a timer or a future");

    @ArchTest
    static final ArchRule servicesAskTheInjectedClock = noClasses()
            .that()
            .resideInAnyPackage("io.zapas.stocksync..", "io.zapas.forecast..", "io.zapas.alerting..")
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("replays and tests run on a virtual clock");

    private static ArchRule knowsOthersByTheirRecords(String service, String... others) {
        String[] packages = new String[others.length];
        for (int i = 0; i < others.length; i++) {
            packages[i] = "io.zapas." + others[i] + "..";
        }
        return noClasses()
                .that()
                .resideInAPackage("io.zapas." + service + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages).and(not(resideInAnyPackage("io.zapas.*.api.."))))
                .because("services meet on topics and HTTP, never in each other's classes");
    }
}
