package io.zapas.stocksync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import io.zapas.stocksync.redis.MutatedScript;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import net.jqwik.api.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/**
 * Whether the tests of the invariants can fail: each is run once more with one thing broken on purpose (a replaced text of the script, a step of the
 * relay left out) and must turn red. A break whose text the script no longer holds fails too, by its name: it must be written anew.
 */
class MutationCheckIT {
    /** How often a broken test may pass before the break counts as unnoticed: its histories are drawn anew each time, and some may not touch the break. */
    private static final int SEEDS = 5;

    /** A break and the test of the invariant that must notice. */
    private record Mutation(String invariant, String name, String test, Runnable breaks) {}

    private static final List<Mutation> MUTATIONS = List.of(
            script(
                    "1",
                    "a decision that fails leaves its traces",
                    "redis.AtomicityIT#aDecisionThatFailsAtAnyStepHasNotHappened",
                    "if results[1] then work.settle() else work.forget() end",
                    "work.settle()"),
            skip(
                    "1",
                    "what Kafka refused counts as published",
                    "relay.OutboxRelayTest#diedAtAnyStepTheNextOneLosesNothingAndKeepsTheOrder",
                    SkippedStep.KAFKA_HAS_IT),
            skip(
                    "1",
                    "a change is acknowledged before the journal has it",
                    "relay.OutboxRelayTest#aCallerHearsNothingBeforeTheJournalHasTheChange",
                    SkippedStep.JOURNAL_HAS_IT),
            script(
                    "2",
                    "what a net level had subtracted is left out of the ledger",
                    "redis.LedgerIT#theLedgerSumsUpToEveryLevelAfterEveryStep",
                    "if at.net ~= 0 then",
                    "if false then"),
            script(
                    "2",
                    "the journal misses plain values",
                    "redis.RestoreIT#theJournalGivesTheSameStore",
                    "log[#log + 1] = work.sets\n",
                    "\n"),
            quick(
                    "2",
                    "what was decided outside is numbered otherwise than its record says",
                    "redis.RestoreIT#theJournalGivesTheSameStore",
                    "cmsgpack.pack(seq + i)",
                    "cmsgpack.pack(seq + i + 1)"),
            quick(
                    "3",
                    "two decide on the same ground and both are carried out",
                    "redis.OversellIT#nobodyIsGrantedWhatIsNotThereWhateverHappensMeanwhile",
                    "elseif not value or string.sub(value, 1, #mark) ~= mark then return false end",
                    "end"),
            script(
                    "3",
                    "granting ignores what is reserved",
                    "redis.RacingBuyersIT#buyersWhoRaceForTheLastUnitsGetExactlyThose",
                    "local free = countable(L) - L.r\n",
                    "local free = countable(L)\n"),
            script(
                    "3",
                    "granting ignores the safety stock",
                    "redis.OversellIT#nobodyIsGrantedWhatIsNotThereWhateverHappensMeanwhile",
                    "local free = -(S.rules.buffer or 0)",
                    "local free = 0"),
            script(
                    "4",
                    "a line does not see what the lines before it took",
                    "redis.NestedKitsIT#whatIsShownCanBeCountedOutAndLinesAreSummedPerComponent",
                    "local may = available.exposure(S, channel, taken)",
                    "local may = available.exposure(S, channel, nil)"),
            script(
                    "5",
                    "whoever lost a race is told he won",
                    "redis.RacingBuyersIT#transitionsThatRaceResolveOnce",
                    "elseif sale.st ~= 'HELD' then\n    return lost()",
                    "elseif sale.st ~= 'HELD' then\n    return { outcome = 'done', reservation = sales.view(sale) }"),
            script(
                    "6",
                    "holds whose time is over are not ended before answering",
                    "redis.ExpiryIT#fromItsEndOnAHoldCountsNoMoreAndItsUnitsComeBackOnce",
                    "local swept, more = sales.sweep(input.limit or SWEEP_MAX)",
                    "local swept, more = 0, false\nif ARGV[1] == 'expire' then swept, more = sales.sweep(input.limit or SWEEP_MAX) end"),
            script(
                    "6",
                    "a hold that ran out keeps its units",
                    "redis.ExpiryIT#fromItsEndOnAHoldCountsNoMoreAndItsUnitsComeBackOnce",
                    "elseif limit and limit <= work.now then state, ended = 'EXPIRED', limit",
                    ""),
            script(
                    "7",
                    "a payment that comes too late is refused in silence",
                    "redis.ExpiryIT#whoPaysTooLateGetsTheUnitsOrIsToldThatTheyAreGone",
                    "if lack > 0 then step.note(S, 'CONFIRM', lack) end",
                    ""),
            script(
                    "7",
                    "a payment that comes too late takes what is not there",
                    "redis.ExpiryIT#whoPaysTooLateGetsTheUnitsOrIsToldThatTheyAreGone",
                    "local short = lacking(sale, verdict.lines)\n",
                    "local short = {}\n"),
            script(
                    "8",
                    "the idempotency key is ignored",
                    "redis.IdempotencyIT#oneKeyIsOneReservationWhoeverRepeatsIt",
                    "local idem = request.key and work.key('idem', request.key)",
                    "local idem = nil"),
            script(
                    "8",
                    "another body under the same key gets the first answer",
                    "redis.IdempotencyIT#oneKeyIsOneReservationWhoeverRepeatsIt",
                    "stored = cmsgpack.unpack(stored)\n      if stored.hash ~= request.hash then return { outcome = 'reused' } end\n      return { outcome = 'done', reservation = stored.reservation, replayed = true, outbox = unrelayed(stored.outbox) }\n    end\n  end\n  local lines, unknown",
                    "stored = cmsgpack.unpack(stored)\n      return { outcome = 'done', reservation = stored.reservation, replayed = true, outbox = unrelayed(stored.outbox) }\n    end\n  end\n  local lines, unknown"),
            script(
                    "8",
                    "a watermark forgets what it saw before a clock went back",
                    "redis.RedisStockIT#whateverASourceStatedBeforeDoesNotCountAgain",
                    "local version, newest = mark.v or mark.h, mark.u or mark.t",
                    "local version, newest = mark.v, mark.t"),
            quick(
                    "8",
                    "a key that was used meanwhile is used again",
                    "redis.IdempotencyIT#oneKeyForTwoThingsIsOneReservation",
                    "if taken > 0 then return false end",
                    ""),
            script(
                    "9",
                    "what a net level contains is subtracted again",
                    "redis.OneSaleManyWitnessesIT#anOpenSaleThatALevelContainsIsDeductedOnce",
                    "if basis == 'NET' then return committed end",
                    ""),
            script(
                    "9",
                    "a shipment two systems tell of leaves twice",
                    "redis.OneSaleManyWitnessesIT#reservationOrderPaymentShipmentDocumentAndLevelInAnyOrderDeductOnce",
                    "local skip = by_documents[part] or 0",
                    "local skip = 0"),
            script(
                    "10",
                    "an event that comes twice is applied twice",
                    "redis.StockHistoriesIT#anyOrderOfArrivalWithRepeatsEndsInTheSameState",
                    "or not marked and work.duplicate(event.source, event.id) then",
                    "then"),
            script(
                    "10",
                    "a level that comes twice is applied twice",
                    "redis.RedisStockIT#levelsOfOneTimeAreEachTakenOnceHoweverMany",
                    "if id == event.id then return true end",
                    ""),
            script(
                    "10",
                    "a movement is added though a level contains it",
                    "redis.ConvergenceIT#afterLossesTheNextLevelMakesItRight",
                    "if L.t == nil or t > L.t then\n    L.o = L.o + on_hand",
                    "if true then\n    L.o = L.o + on_hand"),
            script(
                    "11",
                    "a shortfall is clamped to 0",
                    "redis.ShortfallIT#whatIsMissingIsCountedAndTheLastInLineAreNamed",
                    "return math.max(0, reserved - on_hand)",
                    "return 0"),
            script(
                    "11",
                    "the oldest orders are named as victims",
                    "redis.ShortfallIT#whatIsMissingIsCountedAndTheLastInLineAreNamed",
                    "return a.i < b.i\n  end)\n  local list = {}",
                    "return a.i > b.i\n  end)\n  local list = {}"),
            script(
                    "12",
                    "what is ring-fenced for others is shown",
                    "redis.FallingStockIT#whatChannelsShowNeverRisesAndFitsIntoWhatThereIs",
                    "math.min(units, atp - fenced_for_others(S, channel, atp))",
                    "units"),
            script(
                    "13",
                    "what a silent source keeps back is sold",
                    "redis.FreshnessIT#unitsOfASilentSourceAreKeptBackAndGivenBack",
                    "if S.sl then free = free - S.sl end",
                    ""),
            script(
                    "13",
                    "a source that is heard again gives nothing back",
                    "redis.FreshnessIT#whateverHappensMeanwhileFoldsToWhatIsAnswered",
                    "local other = units ~= S.sl\n",
                    "local other = units and units ~= S.sl\n"),
            script(
                    "14",
                    "what other rules make of a SKU is not published",
                    "redis.FreshnessIT#otherRulesAreShownOnceAndByEverySku",
                    "if not other and not (input.rules and S.known) then return end",
                    "if not other then return end"),
            script(
                    "14",
                    "kits around a changed part are not published",
                    "redis.FoldedAvailabilityIT#whatIsPublishedFoldsToWhatIsAnswered",
                    "if current.skus[name].changed then available.kits_around(name, found) end",
                    ""),
            script(
                    "14",
                    "what expiry gives back is not published",
                    "redis.FoldedAvailabilityIT#whatIsPublishedFoldsToWhatIsAnswered",
                    "at = sale.due, source = 'api', channel = sale.ch, orderId = sale.oid, reservationId = sale.id })\n  sales.settle(sale)\n  step.finish({})",
                    "at = sale.due, source = 'api', channel = sale.ch, orderId = sale.oid, reservationId = sale.id })\n  sales.settle(sale)"),
            skip(
                    "14",
                    "ledger entries overtake each other",
                    "relay.OutboxRelayTest#publishesEveryEntryInOrderAndTheNewestAvailabilityOfEachSku",
                    SkippedStep.ORDER_OF_PUBLISHING),
            skip(
                    "14",
                    "a change is forgotten before Kafka has it",
                    "relay.OutboxRelayTest#diedAtAnyStepTheNextOneLosesNothingAndKeepsTheOrder",
                    SkippedStep.FORGETTING_LAST),
            script(
                    "15",
                    "every open order is read to name the victims",
                    "redis.BoundedWorkIT#howManyReservationsAreOpenMakesNoDifference",
                    "(ranked and RANKED_MAX or VICTIMS_MAX) - 1",
                    "-1"),
            script(
                    "15",
                    "every ledger entry is kept beside the SKU",
                    "redis.BoundedWorkIT#howLongTheLedgerIsMakesNoDifference",
                    "S.n % TRAIL",
                    "S.n"),
            script(
                    "16",
                    "a return two systems tell of comes back twice",
                    "redis.ReturnsIT#whateverIsToldOfAReturnBringsBackAtMostWhatWasTaken",
                    "local returns = moved(sale, 'rt', limit, any(limit) and limit or nil)",
                    "local returns = moved(sale, 'rt', limit, any(limit) and limit or nil)\n  for i = #returns, 1, -1 do returns[#returns + 1] = returns[i] end"),
            script(
                    "17",
                    "a product without rules keeps those of the one before",
                    "redis.IdentityIT#aProductThatIsReplacedLeavesNothingBehind",
                    "S.rules, S.pj, S.pt, S.product_changed = event.rules, event.product, event.at, true",
                    "S.rules, S.pj, S.pt, S.product_changed = next(event.rules.channels) and event.rules or S.rules, event.product, event.at, true"),
            script(
                    "17",
                    "a listing that moves stays with the old SKU too",
                    "redis.IdentityIT#aListingThatMovesTakesNothingAlong",
                    "if offer then lists(stock.load(offer.sku), name, nil) end",
                    ""),
            script(
                    "18",
                    "a location's buffer is kept back and not shown",
                    "http.ExplanationIT#theTermsOfRandomStoresSumUp",
                    "buffer = kept + more, available",
                    "buffer = kept, available"));

    private final Launcher launcher = LauncherFactory.create(LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .build());

    private static Mutation script(String invariant, String name, String test, String text, String instead) {
        return new Mutation(invariant, name, test, () -> MutatedScript.breakBy(name, text, instead));
    }

    /** In the script that carries out what the quick way decided. */
    private static Mutation quick(String invariant, String name, String test, String text, String instead) {
        return new Mutation(invariant, name, test, () -> MutatedScript.breakQuickBy(name, text, instead));
    }

    private static Mutation skip(String invariant, String name, String test, SkippedStep step) {
        return new Mutation(invariant, name, test, () -> SkippedStep.skip(step));
    }

    @AfterEach
    void whole() {
        MutatedScript.restore();
        SkippedStep.skip(null);
    }

    @Test
    void everyBreakTurnsTheTestOfItsInvariantRed() {
        String only = System.getProperty("zapas.mutation", "");
        List<String> table = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> controlled = new HashSet<>();
        for (Mutation mutation : MUTATIONS) {
            if (!mutation.name().contains(only)) {
                continue;
            }
            control(mutation.test(), controlled, problems);
            long began = System.nanoTime();
            String result = outcome(mutation);
            if (!result.equals("red")) {
                problems.add(mutation.name() + ": " + mutation.test() + " is " + result);
            }
            String row = "%-3s| %-58s| %-95s| %s (%.1f s)"
                    .formatted(
                            mutation.invariant(),
                            mutation.name(),
                            mutation.test(),
                            result,
                            (System.nanoTime() - began) / 1e9);
            table.add(row);
            System.out.println(row);
        }
        System.out.println("\ninvariant | break | test | result\n" + String.join("\n", table) + "\n");
        assertThat(problems).isEmpty();
    }

    private String outcome(Mutation mutation) {
        try {
            mutation.breaks().run();
        } catch (IllegalArgumentException e) {
            return "not there any more: " + e.getMessage();
        }
        List<Throwable> failures = List.of();
        for (int seed = 0; seed < SEEDS && failures.isEmpty(); seed++) {
            Seed.redraw();
            TestExecutionSummary summary = run(mutation.test());
            if (summary.getTestsFoundCount() == 0) {
                whole();
                return "not found";
            }
            failures = summary.getFailures().stream().map(Failure::getException).toList();
        }
        whole();
        if (failures.isEmpty()) {
            return "GREEN";
        }
        return failures.stream().anyMatch(MutationCheckIT::asserted)
                ? "red"
                : "failing for another reason: " + failures;
    }

    /** Rather than that Redis was away or slow. */
    private static boolean asserted(Throwable failure) {
        return failure instanceof ClassCastException
                || (failure instanceof AssertionError && !(failure.getCause() instanceof TimeoutException));
    }

    /** Unbroken, a test is green; once per class, and not for properties, whose many tries the build makes anyway. */
    private void control(String test, Set<String> controlled, List<String> problems) {
        String owner = test.substring(0, test.indexOf('#'));
        if (method(test).isAnnotationPresent(Property.class) || !controlled.add(owner)) {
            return;
        }
        TestExecutionSummary summary = run(test);
        if (summary.getTestsSucceededCount() == 0 || !summary.getFailures().isEmpty()) {
            problems.add(test + " is red without any break: " + summary.getFailures());
        }
    }

    private TestExecutionSummary run(String test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        Method method = method(test);
        launcher.execute(
                request()
                        .selectors(DiscoverySelectors.selectMethod(method.getDeclaringClass(), method))
                        // That it is red is enough: nobody reads the smallest example, nor shall the next build begin
                        // with it.
                        .configurationParameter("jqwik.shrinking.bounded.seconds", "1")
                        .configurationParameter("jqwik.reporting.usejunitplatform", "true")
                        .configurationParameter("jqwik.database", "")
                        .build(),
                listener);
        return listener.getSummary();
    }

    private static Method method(String test) {
        String[] parts = test.split("#");
        try {
            return Arrays.stream(Class.forName("io.zapas.stocksync." + parts[0]).getDeclaredMethods())
                    .filter(method -> method.getName().equals(parts[1]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no test " + test));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no test " + test, e);
        }
    }
}
