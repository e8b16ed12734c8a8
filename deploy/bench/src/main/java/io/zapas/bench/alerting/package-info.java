/** {@code deploy/run bench alerting}: how fast conditions are folded into alerts, how much memory they take, and how soon people are told. */
package io.zapas.bench.alerting;
