package io.zapas.stocksync.erp.rows;

import io.zapas.stocksync.api.StockLevel;
import java.math.BigDecimal;

/** Which quantity is stated, and as what. */
public enum Basis {
    /** Units on the shelf. The ERP's reservations are left to us, who know the orders. */
    PHYSICAL(false, StockLevel.Basis.PHYSICAL),
    /** Less what is reserved in the ERP, which knows every order of every channel. */
    NET(true, StockLevel.Basis.NET),
    /** Less what is reserved in the ERP, which knows every order and every reservation that is none yet. */
    AVAILABLE(true, StockLevel.Basis.AVAILABLE),
    /** Less what is reserved in the ERP, for buyers that no channel of ours knows: for us these units are not on the shelf. */
    UNRESERVED(true, StockLevel.Basis.PHYSICAL);

    private final boolean lessReserved;
    private final StockLevel.Basis stated;

    Basis(boolean lessReserved, StockLevel.Basis stated) {
        this.lessReserved = lessReserved;
        this.stated = stated;
    }

    /** As the events name it. */
    public StockLevel.Basis stated() {
        return stated;
    }

    /** Whether it takes the ERP to tell reservations. */
    public boolean lessReserved() {
        return lessReserved;
    }

    BigDecimal quantity(BigDecimal onHand, BigDecimal reserved) {
        return lessReserved ? onHand.subtract(reserved) : onHand;
    }
}
