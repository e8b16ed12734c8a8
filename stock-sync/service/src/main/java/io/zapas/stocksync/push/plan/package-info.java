/** What a channel's listings are to be told, and when: plain Java on a clock that is handed in, one plan per channel. */
package io.zapas.stocksync.push.plan;
