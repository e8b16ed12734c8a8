/** Where consuming loops stand: kept in Redis beside what they have stored, so that both change in one step. */
package io.zapas.forecast.position;
