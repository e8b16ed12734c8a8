/** What is told once a working day, per buyer: which alerts need a decision, and what changed since the last time. Pure; plain Java. */
package io.zapas.alerting.digest;
