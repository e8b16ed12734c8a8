package io.zapas.alerting.condition;

/**
 * Why something is wrong.
 *
 * @param code as {@code cause.<code>} of the texts
 */
record Cause(String code, Confidence confidence) {

    /** How sure it is; the names are those of stock-sync's causes. */
    enum Confidence {
        /** It follows from what is stated. */
        CERTAIN,
        /** It explains what is seen, and so may chance. */
        LIKELY,
        /** It may have a part in it. */
        POSSIBLE
    }

    static Cause certain(String code) {
        return new Cause(code, Confidence.CERTAIN);
    }

    static Cause likely(String code) {
        return new Cause(code, Confidence.LIKELY);
    }

    static Cause possible(String code) {
        return new Cause(code, Confidence.POSSIBLE);
    }
}
