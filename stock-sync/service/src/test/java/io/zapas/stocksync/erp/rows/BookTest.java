package io.zapas.stocksync.erp.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zapas.stocksync.erp.rows.RowChange.Kind;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BookTest {
    private static final String STOCK = "dbo.tw_Stan";
    private static final String PRODUCTS = "dbo.tw__Towar";
    private static final String WAREHOUSES = "dbo.sl_Magazyn";
    private static final String DAYS = "CDN.TwrIlosci";
    private static final String LOTS = "CDN.TwrZasoby";
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 14);

    private static Object[] stock(int product, int warehouse, Object onHand) {
        return new Object[] {"st_TowId", product, "st_MagId", warehouse, "st_Stan", onHand, "st_StanRez", "2"};
    }

    private static Object[] product(int id, String symbol) {
        return new Object[] {"tw_Id", id, "tw_Symbol", symbol, "tw_Nazwa", "Kubek", "tw_PodstKodKresk", "590"};
    }

    private static Object[] day(int id, LocalDate day, Object units) {
        return new Object[] {"TwI_TwIId", id, "TwI_TwrId", 3, "TwI_MagId", 1, "TwI_Data", day, "TwI_Ilosc", units};
    }

    private static Object[] lot(int id, int product, int warehouse, Object units) {
        return new Object[] {"TwZ_TwZId", id, "TwZ_TwrId", product, "TwZ_MagId", warehouse, "TwZ_Ilosc", units};
    }

    private static Ledger named() {
        Ledger ledger = Ledger.gt();
        ledger.write(PRODUCTS, product(7, "KUB"));
        ledger.write(WAREHOUSES, "mag_Id", 1, "mag_Symbol", "MAG");
        ledger.write(WAREHOUSES, "mag_Id", 2, "mag_Symbol", "S2");
        return ledger;
    }

    private static Ledger optima(Optima.StockTable table) {
        Ledger ledger = Ledger.optima(table);
        ledger.write("CDN.Towary", "Twr_TwrId", 3, "Twr_Kod", "LED");
        return ledger;
    }

    @Test
    void aLevelIsToldWhenItChangesAndNotWhenAReservationDoes() {
        Ledger ledger = named();
        assertThat(ledger.write(STOCK, stock(7, 1, "14.0000"))).containsExactly("KUB@MAG=14");
        assertThat(ledger.write(STOCK, "st_TowId", 7, "st_MagId", 1, "st_Stan", "14.0000", "st_StanRez", "9"))
                .isEmpty();
        assertThat(ledger.write(STOCK, stock(7, 1, "12.0000"))).containsExactly("KUB@MAG=12");
        assertThat(ledger.write(STOCK, stock(7, 2, "-3"))).containsExactly("KUB@S2=-3");
    }

    @Test
    void halfAUnitIsNotSoldAndHalfAUnitOwedIsOwedWhole() {
        Ledger ledger = named();
        assertThat(ledger.write(STOCK, stock(7, 1, "3.9999"))).containsExactly("KUB@MAG=3");
        assertThat(ledger.write(STOCK, stock(7, 1, "-0.5"))).containsExactly("KUB@MAG=-1");
    }

    @Test
    void rowsWaitForTheirNamesWhateverComesFirst() {
        Ledger ledger = Ledger.gt();
        assertThat(ledger.outcome(STOCK, Kind.WRITTEN, ledger.next(), stock(7, 1, 5)))
                .isEqualTo(Outcome.PARKED);
        assertThat(ledger.told()).isEmpty();
        assertThat(ledger.book.parked()).isEqualTo(1);
        assertThat(ledger.book.someParked(5)).containsExactly("product 7 in warehouse 1");
        assertThat(ledger.write(WAREHOUSES, "mag_Id", 1, "mag_Symbol", "MAG")).isEmpty();
        assertThat(ledger.restart()).isEmpty();
        assertThat(ledger.book.parked()).isEqualTo(1);
        assertThat(ledger.write(PRODUCTS, product(7, " KUB "))).containsExactly("KUB@MAG=5");
        assertThat(ledger.book.parked()).isZero();
    }

    @Test
    void ofARenamedProductTheOldNameIsEmptyBeforeTheNewOneIsNot() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        assertThat(ledger.write(PRODUCTS, product(7, "KUB-2"))).containsExactly("KUB@MAG=0", "KUB-2@MAG=5");
        assertThat(ledger.write(PRODUCTS, product(8, "KUB"))).isEmpty();
        assertThat(ledger.write(STOCK, stock(8, 1, 1))).containsExactly("KUB@MAG=1");
    }

    @Test
    void aProductWithoutASymbolCountsNowhere() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        assertThat(ledger.write(PRODUCTS, product(7, " "))).containsExactly("KUB@MAG=0");
        assertThat(ledger.book.parked()).isEqualTo(1);
    }

    @Test
    void aDeletedProductIsStillWhatItsRowsAreOf() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        assertThat(ledger.delete(PRODUCTS, product(7, "KUB"))).isEmpty();
        assertThat(ledger.write(STOCK, stock(7, 1, 4))).containsExactly("KUB@MAG=4");
        assertThat(ledger.delete(STOCK, stock(7, 1, 4))).containsExactly("KUB@MAG=0");
    }

    @Test
    void servicesAndSetsHaveNoLevel() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        assertThat(ledger.write(PRODUCTS, "tw_Id", 7, "tw_Symbol", "KUB", "tw_Rodzaj", 8))
                .containsExactly("KUB@MAG=0");
        assertThat(ledger.write(STOCK, stock(7, 1, 6))).isEmpty();
        assertThat(ledger.book.parked()).isZero();
    }

    @Test
    void whatIsNotNewerOfARowHasNoEffect() {
        Ledger ledger = named();
        Position first = ledger.next();
        Position second = ledger.next();
        assertThat(ledger.outcome(STOCK, Kind.WRITTEN, second, stock(7, 1, 5))).isEqualTo(Outcome.APPLIED);
        assertThat(ledger.outcome(STOCK, Kind.WRITTEN, first, stock(7, 1, 9))).isEqualTo(Outcome.OLDER);
        assertThat(ledger.outcome(STOCK, Kind.WRITTEN, second, stock(7, 1, 5))).isEqualTo(Outcome.REPEATED);
        Position read = new Position(1, second.commit(), "", -1);
        assertThat(ledger.outcome(STOCK, Kind.READ, read, stock(7, 1, 8))).isEqualTo(Outcome.OLDER);
        assertThat(ledger.told()).containsExactly("KUB@MAG=5");
        assertThat(ledger.outcome(STOCK, Kind.DELETED, ledger.next(), stock(7, 1, 5)))
                .isEqualTo(Outcome.APPLIED);
        assertThat(ledger.outcome(STOCK, Kind.WRITTEN, second, stock(7, 1, 5)))
                .as("a deletion is remembered")
                .isEqualTo(Outcome.OLDER);
    }

    @Test
    void aSnapshotStatesALevelAnew() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        assertThat(ledger.read(STOCK, stock(7, 1, 5))).containsExactly("KUB@MAG=5");
    }

    @Test
    void versionsGrowAndBeginAboveAllThatWasToldBeforeTheBookWasLost() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        ledger.outcome(STOCK, Kind.WRITTEN, ledger.next(), stock(7, 1, 4));
        Statement.Level last = (Statement.Level) ledger.statements().get(0);
        assertThat(last.version()).isEqualTo(ledger.now.toEpochMilli());

        ledger.now = ledger.now.minusSeconds(3600);
        ledger.outcome(STOCK, Kind.WRITTEN, ledger.next(), stock(7, 1, 3));
        Statement.Level next = (Statement.Level) ledger.statements().get(0);
        assertThat(next.version()).as("the clock went back").isEqualTo(last.version() + 1);
        assertThat(next.atMillis()).isEqualTo(last.atMillis());

        Ledger lost = named();
        lost.now = ledger.now.plusSeconds(7200);
        lost.outcome(STOCK, Kind.WRITTEN, lost.next(), stock(7, 1, 2));
        assertThat(((Statement.Level) lost.statements().get(0)).version()).isGreaterThan(next.version());
    }

    @Test
    void theSameChangeOfTheSameBookIsToldInTheSameWords() {
        Ledger one = named();
        Ledger other = named();
        one.outcome(STOCK, Kind.WRITTEN, one.next(), stock(7, 1, 5));
        other.outcome(STOCK, Kind.WRITTEN, other.next(), stock(7, 1, 5));
        assertThat(one.statements()).isEqualTo(other.statements()).hasSize(1);
        one.outcome(STOCK, Kind.WRITTEN, one.next(), stock(7, 1, 5.5));
        one.outcome(STOCK, Kind.WRITTEN, one.next(), stock(7, 2, 5));
        one.outcome(PRODUCTS, Kind.WRITTEN, one.next(), product(7, "X"));
        List<String> ids = one.statements().stream().map(Statement::id).toList();
        assertThat(ids).hasSize(5).doesNotHaveDuplicates().allMatch(id -> id.length() <= 128);
    }

    @Test
    void whatIsOutOfBoundsOrLacksAColumnChangesNothing() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        assertThatThrownBy(() -> ledger.write(STOCK, stock(7, 1, "1000000001")))
                .isInstanceOf(UnusableRowException.class)
                .hasMessageStartingWith("after.st_Stan: must be from");
        assertThatThrownBy(() -> ledger.write(STOCK, "st_TowId", 7, "st_MagId", 1))
                .hasMessage("after.st_Stan: is required");
        assertThatThrownBy(() -> ledger.write(STOCK, "st_TowId", 7, "st_Stan", 1))
                .hasMessage("after.st_MagId: is required");
        assertThatThrownBy(() -> ledger.write(PRODUCTS, "tw_Id", 7, "tw_Symbol", "X".repeat(129)))
                .hasMessageStartingWith("after.tw_Symbol: must have at most");
        assertThatThrownBy(() -> ledger.write(WAREHOUSES, "mag_Id", 1)).hasMessage("after.mag_Symbol: is required");
        assertThat(ledger.told()).isEmpty();
        assertThat(ledger.write("dbo.kh__Kontrahent", "kh_Id", 1)).isEmpty();

        Ledger lots = optima(Optima.StockTable.LOTS);
        lots.write(LOTS, lot(1, 3, 1, "900000000"));
        assertThatThrownBy(() -> lots.write(LOTS, lot(2, 3, 1, "900000000"))).hasMessageContaining("beyond");
        assertThat(lots.write(LOTS, lot(2, 3, 1, 1))).containsExactly("LED@MAG=900000001");
    }

    @Test
    void reservedUnitsAreTakenOffWhereTheErpKnowsTheOrders() {
        Ledger ledger = new Ledger(new SubiektGt(), Basis.NET, Ledger.names(Map.of(), false), false);
        ledger.write(PRODUCTS, product(7, "KUB"));
        assertThat(ledger.write(STOCK, stock(7, 1, 5))).containsExactly("KUB@1=3");
        assertThat(ledger.write(STOCK, "st_TowId", 7, "st_MagId", 1, "st_Stan", 5, "st_StanRez", 4))
                .containsExactly("KUB@1=1");
        assertThatThrownBy(() -> ledger.write(STOCK, "st_TowId", 7, "st_MagId", 1, "st_Stan", 5))
                .hasMessageStartingWith("after.st_StanRez: is required");
    }

    @Test
    void warehousesThatAreOneLocationAreAddedUpAndOthersLeftOut() {
        Locations locations = new Locations(Map.of("1", "MAG", "S2", "MAG"), Set.of("REK"), true);
        Ledger ledger = new Ledger(new SubiektGt(), Basis.PHYSICAL, locations, false);
        ledger.write(PRODUCTS, product(7, "KUB"));
        ledger.write(WAREHOUSES, "mag_Id", 2, "mag_Symbol", "S2");
        ledger.write(WAREHOUSES, "mag_Id", 3, "mag_Symbol", "REK");
        assertThat(ledger.write(STOCK, stock(7, 1, 5))).containsExactly("KUB@MAG=5");
        assertThat(ledger.write(STOCK, stock(7, 2, 3))).containsExactly("KUB@MAG=8");
        assertThat(ledger.write(STOCK, stock(7, 3, 9))).isEmpty();
        assertThat(ledger.book.parked()).isZero();
        assertThat(ledger.write(STOCK, stock(7, 4, 1))).as("no symbol yet").isEmpty();
        assertThat(ledger.book.parked()).isEqualTo(1);
        assertThat(ledger.write(WAREHOUSES, "mag_Id", 3, "mag_Symbol", "S3")).containsExactly("KUB@S3=9");
    }

    @Test
    void anotherConfigurationMovesWhatIsKnown() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        Ledger other = ledger.reopened(Basis.UNRESERVED, Ledger.names(Map.of("MAG", "WH1"), true));
        assertThat(other.restart()).containsExactly("KUB@MAG=0", "KUB@WH1=3");
        assertThat(other.restart()).isEmpty();
        Ledger net = other.reopened(Basis.NET, Ledger.names(Map.of("MAG", "WH1"), true));
        assertThat(net.restart()).as("as many, but of another meaning").containsExactly("KUB@WH1=3");
    }

    @Test
    void otherTablesOfTheSameIdsAreNotMistaken() {
        Ledger ledger = named();
        ledger.write(STOCK, stock(7, 1, 5));
        Ledger other = Ledger.optima(Optima.StockTable.LOTS);
        other.kept.putAll(ledger.kept);
        assertThat(other.restart()).as("nothing is set to 0 for another table").isEmpty();
        assertThat(other.book.isEmpty()).isTrue();
    }

    @Test
    void namesAreToldOnlyIfWantedAndWhenTheyChange() {
        Ledger ledger = new Ledger(new SubiektGt(), Basis.PHYSICAL, Ledger.names(Map.of(), false), true);
        assertThat(ledger.write(PRODUCTS, product(7, "KUB"))).containsExactly("KUB:Kubek:590");
        assertThat(ledger.write(PRODUCTS, product(7, "KUB"))).isEmpty();
        assertThat(ledger.write(PRODUCTS, "tw_Id", 7, "tw_Symbol", "KUB", "tw_Nazwa", "K\tubek  "))
                .containsExactly("KUB:K ubek:null");
        assertThat(ledger.write(PRODUCTS, "tw_Id", 9, "tw_Symbol", "MONTAZ", "tw_Rodzaj", 2))
                .isEmpty();
        assertThat(ledger.delete(PRODUCTS, product(8, "OLD")))
                .as("of what is gone")
                .isEmpty();
    }

    @Test
    void lotsAreAddedUpAndOneThatIsGoneIsGone() {
        Ledger ledger = optima(Optima.StockTable.LOTS);
        assertThat(ledger.write(LOTS, lot(1, 3, 1, "5.5"))).containsExactly("LED@MAG=5");
        assertThat(ledger.write(LOTS, lot(2, 3, 1, "2.5"))).containsExactly("LED@MAG=8");
        assertThat(ledger.write(LOTS, lot(3, 3, 2, 4))).containsExactly("LED@SHOP=4");
        assertThat(ledger.delete(LOTS, lot(2, 3, 1, 0))).containsExactly("LED@MAG=5");
        assertThat(ledger.write(LOTS, lot(1, 3, 2, 6)))
                .as("a lot that is elsewhere now")
                .containsExactly("LED@MAG=0", "LED@SHOP=10");
        assertThat(ledger.restart()).isEmpty();
        assertThat(ledger.delete(LOTS, lot(1, 3, 2, 6))).containsExactly("LED@SHOP=4");
        assertThat(ledger.delete(LOTS, lot(3, 3, 2, 6))).containsExactly("LED@SHOP=0");
    }

    @Test
    void aPartOfASnapshotIsNoLevel() {
        Ledger ledger = optima(Optima.StockTable.LOTS);
        assertThat(ledger.read(LOTS, lot(1, 3, 1, 5))).isEmpty();
        assertThat(ledger.write(LOTS, lot(1, 3, 1, 4))).isEmpty();
        assertThat(ledger.restart()).isEmpty();
        assertThat(ledger.read(LOTS, lot(2, 3, 1, 7))).isEmpty();
        assertThat(ledger.book.unsettled()).isEqualTo(1);
        ledger.book.settle();
        assertThat(ledger.told()).containsExactly("LED@MAG=11");
        assertThat(ledger.write(LOTS, lot(1, 3, 1, 2))).containsExactly("LED@MAG=9");
    }

    @Test
    void aDatabaseThatWasRestoredCountsAnewOnceItsGenerationIsTold() {
        Ledger ledger = optima(Optima.StockTable.LOTS);
        ledger.write(LOTS, lot(1, 3, 1, 5));
        ledger.write(LOTS, lot(2, 3, 1, 7));
        Position old = new Position(1, "00000000:00000000:0001", "", -1);
        assertThat(ledger.outcome(LOTS, Kind.READ, old, lot(1, 3, 1, 9))).isEqualTo(Outcome.OLDER);
        Position restored = new Position(2, "00000000:00000000:0001", "", -1);
        assertThat(ledger.outcome(LOTS, Kind.READ, restored, lot(1, 3, 1, 9))).isEqualTo(Outcome.APPLIED);
        assertThat(ledger.told()).as("its other lots may follow").isEmpty();
        assertThat(ledger.restart()).isEmpty();
        ledger.book.settle();
        assertThat(ledger.told()).as("lots of the life before are none").containsExactly("LED@MAG=9");
    }

    @Test
    void theNewestDayCountsAndOneToComeFromItsDayOn() {
        Ledger ledger = optima(Optima.StockTable.DAYS);
        assertThat(ledger.write(DAYS, day(1, TODAY.minusDays(4), 9))).containsExactly("LED@MAG=9");
        assertThat(ledger.write(DAYS, day(2, TODAY, 7))).containsExactly("LED@MAG=7");
        assertThat(ledger.write(DAYS, day(1, TODAY.minusDays(4), 8))).isEmpty();
        assertThat(ledger.write(DAYS, day(3, TODAY.plusDays(1), 2))).isEmpty();
        ledger.now = Ledger.START.plus(Duration.ofHours(12));
        ledger.book.turn(ledger.now, 0);
        assertThat(ledger.told()).as("22:00 UTC is 23:00 in Warsaw").isEmpty();
        ledger.now = Ledger.START.plus(Duration.ofHours(13));
        ledger.book.turn(ledger.now, 0);
        Statement.Level level = (Statement.Level) ledger.statements().get(0);
        assertThat(Ledger.words(level)).isEqualTo("LED@MAG=2");
        assertThat(level.atMillis())
                .isEqualTo(Ledger.START.plus(Duration.ofHours(13)).toEpochMilli());
        assertThat(ledger.delete(DAYS, day(3, TODAY.plusDays(1), 2))).containsExactly("LED@MAG=7");
    }

    @Test
    void aDayThatPassedWhileNobodyWorkedIsFoundAfterwards() {
        Ledger ledger = optima(Optima.StockTable.DAYS);
        ledger.write(DAYS, day(1, TODAY, 9));
        ledger.write(DAYS, day(2, TODAY.plusDays(2), 3));
        ledger.now = Ledger.START.plus(Duration.ofDays(5));
        assertThat(ledger.restart()).containsExactly("LED@MAG=3");
    }

    @Test
    void ofManyDaysAFewAreKeptAndAnUnknownLevelStaysAsItWas() {
        Ledger ledger = optima(Optima.StockTable.DAYS);
        for (int i = 0; i < 20; i++) {
            ledger.write(DAYS, day(i, TODAY.minusDays(30 - i), i));
        }
        assertThat(ledger.kept.values().stream()
                        .filter(Entry.Shelf.class::isInstance)
                        .mapToInt(shelf -> ((Entry.Shelf) shelf).rows().size())
                        .sum())
                .isEqualTo(Shelves.DAYS_KEPT);
        assertThat(ledger.delete(DAYS, day(19, TODAY.minusDays(11), 19))).containsExactly("LED@MAG=18");
        assertThat(ledger.delete(DAYS, day(18, TODAY.minusDays(12), 18))).containsExactly("LED@MAG=17");
        assertThat(ledger.delete(DAYS, day(17, TODAY.minusDays(13), 17))).isEmpty();
        assertThat(ledger.write(DAYS, day(40, TODAY, 1))).containsExactly("LED@MAG=1");
    }

    @Test
    void deletionsOfLongAgoAreForgotten() {
        Ledger ledger = optima(Optima.StockTable.LOTS);
        ledger.write(LOTS, lot(1, 3, 1, 5));
        ledger.delete(LOTS, lot(1, 3, 1, 5));
        ledger.write(LOTS, lot(2, 3, 2, 5));
        assertThat(ledger.kept.keySet()).anyMatch(key -> key.equals(List.of("shelf", LOTS, "3", "1")));
        ledger.now = ledger.now.plus(Duration.ofDays(1));
        ledger.book.turn(ledger.now, ledger.now.toEpochMilli());
        assertThat(ledger.told()).isEmpty();
        assertThat(ledger.kept.keySet()).noneMatch(key -> key.equals(List.of("shelf", LOTS, "3", "1")));
        assertThat(ledger.write(LOTS, lot(3, 3, 1, 2))).containsExactly("LED@MAG=2");
        assertThat(ledger.write(LOTS, lot(2, 3, 2, 4))).containsExactly("LED@SHOP=4");
    }

    @Test
    void totalsOfAllWarehousesAreNoRows() {
        Ledger ledger = optima(Optima.StockTable.DAYS);
        assertThat(ledger.write(DAYS, "TwI_TwIId", 1, "TwI_TwrId", 3, "TwI_Data", TODAY, "TwI_Ilosc", 5))
                .isEmpty();
        assertThat(ledger.book.parked()).isZero();
    }

    @Test
    void nexoTellsAllUnitsOrWhatIsLeftOfThem() {
        Object[] row = {
            "Id",
            1,
            "Asortyment_Id",
            7,
            "Magazyn_Id",
            2,
            "IloscDostepna",
            "29",
            "IloscZarezerwowanaIlosciowo",
            "3",
            "IloscZarezerwowanaDostawowo",
            "1",
            "IloscZadysponowana",
            "0"
        };
        assertThat(nexo(false, Basis.PHYSICAL, row)).containsExactly("KUB@2=29");
        assertThat(nexo(true, Basis.PHYSICAL, row)).containsExactly("KUB@2=33");
        assertThat(nexo(false, Basis.NET, row)).containsExactly("KUB@2=25");
        assertThat(nexo(true, Basis.NET, row)).containsExactly("KUB@2=29");
        Object[] bare = {"Asortyment_Id", 7, "Magazyn_Id", 2, "IloscDostepna", "29"};
        assertThat(nexo(false, Basis.PHYSICAL, bare)).containsExactly("KUB@2=29");
        assertThatThrownBy(() -> nexo(true, Basis.PHYSICAL, bare))
                .hasMessage("after.IloscZarezerwowanaIlosciowo: is required");
    }

    private static List<String> nexo(boolean lessReserved, Basis basis, Object... row) {
        Ledger ledger = new Ledger(new SubiektNexo(lessReserved), basis, Ledger.names(Map.of(), false), false);
        ledger.write("ModelDanychContainer.Asortymenty", "Id", 7, "Symbol", "KUB");
        return ledger.write("ModelDanychContainer.StanyMagazynowe", row);
    }

    @Test
    void waproRowsNameThemselves() {
        Ledger ledger =
                new Ledger(new Wapro("INDEKS_KATALOGOWY"), Basis.NET, Ledger.names(Map.of("1", "MAG"), false), true);
        Object[] row = {
            "ID_ARTYKULU",
            5,
            "ID_MAGAZYNU",
            1,
            "INDEKS_KATALOGOWY",
            "KREM",
            "NAZWA",
            "Krem",
            "KOD_KRESKOWY",
            "590",
            "STAN",
            "169.0000",
            "ZAREZERWOWANO",
            "3.0000"
        };
        assertThat(ledger.write("dbo.ARTYKUL", row)).containsExactly("KREM:Krem:590", "KREM@MAG=166");
        row[5] = "KREM-75";
        row[11] = "170";
        assertThat(ledger.write("dbo.ARTYKUL", row))
                .containsExactly("KREM-75:Krem:590", "KREM@MAG=0", "KREM-75@MAG=166", "KREM-75@MAG=167");
        assertThat(ledger.delete("dbo.ARTYKUL", row)).containsExactly("KREM-75@MAG=0");
        row[5] = "";
        assertThat(ledger.write("dbo.ARTYKUL", row)).isEmpty();
        assertThat(ledger.book.parked()).as("no name").isEqualTo(1);
    }
}
