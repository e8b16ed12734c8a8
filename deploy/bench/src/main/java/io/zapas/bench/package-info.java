/**
 * Measures stock-sync as a separate process through its public doors, each figure beside a ceiling measured in the same run.
 *
 * <p>Rooms: {@code load} sends HTTP and keeps the time, {@code process} starts and watches programs, {@code events} writes and reads topics and the
 * live stream, {@code bare} is the ceiling's program, {@code measure} has one class per benchmark, {@code report} the tables.
 */
package io.zapas.bench;
