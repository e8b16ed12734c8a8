/** What a week was like: folded from the facts alerting reads, and judged by what its alerts came to. Pure; plain Java. */
package io.zapas.alerting.report;
