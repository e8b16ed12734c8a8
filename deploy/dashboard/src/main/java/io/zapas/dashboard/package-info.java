/**
 * The web page at {@code /}: plain files, no build of their own. The page talks to the same public HTTP API as everybody else and keeps
 * itself current through the event stream.
 */
package io.zapas.dashboard;
