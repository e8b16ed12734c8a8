/**
 * Campaigns as planners state them: read from {@code ads.events}, newest statement wins, kept in Redis together with the position. The
 * risk they bring is computed in {@code domain}. Called on the service's context; what {@link io.zapas.forecast.campaign.CampaignBook} answers
 * may be asked on every thread.
 */
package io.zapas.forecast.campaign;
