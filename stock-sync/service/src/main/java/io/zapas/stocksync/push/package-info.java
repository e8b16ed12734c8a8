/**
 * Tells channels what they may show: {@code plan} decides what is told and when, {@code connector} knows how, this room does it while this instance leads and keeps in
 * {@code stock.pushes} what was told.
 *
 * <p>Guarantees: every change of a listing's exposure is told until the channel takes it, the newest only; two calls about one listing are never under way at a time; what was sent is
 * written down before it is sent, so a crash costs a repetition and never a doubt; nothing above the exposure is ever sent.
 */
package io.zapas.stocksync.push;
