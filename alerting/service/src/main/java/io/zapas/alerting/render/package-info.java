/**
 * What a notice says: from alerts and their facts to titles, sentences and labelled details in Polish and English, as neutral lines that
 * Slack and e-mail each dress in their own way. Pure functions over immutable values; safe on every thread.
 */
package io.zapas.alerting.render;
