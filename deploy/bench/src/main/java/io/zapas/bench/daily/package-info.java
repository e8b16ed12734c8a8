/** What a day costs the forecast service: every SKU's kept state carried on by one day. */
package io.zapas.bench.daily;
