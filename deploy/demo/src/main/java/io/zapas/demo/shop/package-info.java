/**
 * The sample shop: a seeded Polish multichannel shop that trades at a visible pace. {@link io.zapas.demo.shop.SampleShop} is the door.
 * Catalogue and demand are plain Java; everything that talks runs on one event-loop context.
 */
package io.zapas.demo.shop;
