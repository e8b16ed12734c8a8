/** Where alerts are told: owners, rules, working time as they are configured, and the explanation of what was decided. Plain but for the configuration. */
package io.zapas.alerting.routing;
