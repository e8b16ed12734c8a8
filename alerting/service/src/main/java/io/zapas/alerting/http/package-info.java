/** The doors for people and dashboards: alerts, what is done about them, and the notices that went out. */
package io.zapas.alerting.http;
