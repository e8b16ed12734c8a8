/** What happens to a service under load, and customers who count what it acknowledged. */
package io.zapas.bench.losses;
