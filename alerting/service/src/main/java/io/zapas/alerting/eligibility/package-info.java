/**
 * Whether a SKU may be advertised, and where: from risks and stock to a state that rests. What a feed shows changes for the worse at once, for the better once a
 * day, and not at all on figures that are in doubt. Pure; plain Java.
 */
package io.zapas.alerting.eligibility;
