/**
 * Plays a real order history through the suite in its own time. {@link io.zapas.demo.replay.Replay} is the door. One thread of its own reads
 * and paces (it may block); everything sent or received runs on one event-loop context.
 */
package io.zapas.demo.replay;
