/**
 * The stock in Redis: one script knows all rules (the files under {@code resources}, joined in the order of their numbers), Java carries its input and
 * output. What is plain is decided before it gets there (package {@code quick}) and carried out by {@code quick.lua}. Safe on every thread.
 *
 * <p>Decisions that shape the data, and why:
 *
 * <ul>
 *   <li><b>A sale is a set of facts.</b> The script keeps what was seen of it (by which system, when, how many), computes the effects the set
 *       calls for and applies the difference to those applied before. Rejected: a state machine per event, which ends differently for
 *       every order of arrival.
 *   <li><b>On-hand is derived</b> from the newest level and the moves later than it. Moves stand in a sorted set beside the SKU, so that a
 *       shipment costs one insertion and only a level reads them. Bounds: 128 moves that a level already contains, 1,000 in all; beyond
 *       that the two oldest merge, and a level that falls between them counts both as later.
 *   <li><b>An {@code available} level left out every hold alive at its time</b>, so a move also says what began or ceased to be held. Holds are
 *       recorded only at locations that have seen such a level: elsewhere a reservation costs no move. The first such level of a location takes
 *       notice of the 500 youngest holds open when it arrives. Exact are therefore all holds made afterwards and those, parts given back, longer
 *       holds and holds taken again after their end included; not exact, until the next level, are at the first level holds that ended between
 *       its time and its arrival, and later a hold spread over locations of which several parts were given back: which location each part left
 *       is known only of all of them together.
 *   <li><b>Nothing is an order's before the order is known</b>: what left or was given back before that moment is not counted among what a
 *       {@code net} level had subtracted.
 *   <li><b>Nothing is written before everything is decided.</b> Redis does not roll back; the script changes memory and writes at its end.
 *   <li><b>What is kept back of a silent source stands beside each SKU</b> ({@code sl}), written by a sweep over all of them: so every change of an ATP is a change of
 *       that SKU, with a version, and a hold needs to look at nothing else. Rejected: a switch that every decision reads, which would change a million
 *       ATPs without a word.
 *   <li><b>Expiry before every answer.</b> Each run first ends the holds whose time is over, at most 256, and asks to come again when more are
 *       due. Rejected: subtracting due holds at each read, which sums without a bound and leaves the ledger behind the answer.
 *   <li><b>A placed order's limit runs from its arrival</b>, not from {@code placedAt}: it may come late and still be paid.
 *   <li><b>Expired is a matter of the facts and the time</b>, not a state that was entered: a pending payment that was told late keeps the hold
 *       after all, and one that failed late ends it at once.
 *   <li><b>The newest attempt to pay counts</b>, by its time; what was paid, confirmed or shipped is never undone by a later attempt.
 *   <li><b>A payment told without lines is a fact of the sale like any other</b>, of a view of its own. Heard before anything else, it stands under the channel's
 *       name of the order and nothing more: a name that other channels' orders could meet would make two orders one. When it was paid and nobody tells of the
 *       order for as long as the channel's orders are held, that is told once; it ends when the order comes. Rejected: parking the event like those of
 *       unknown SKUs, since then every order, and every hold decided outside this script, would have to look for it.
 *   <li><b>HTTP is one more witness of a shipment.</b> What it tells of parts adds up for itself and is compared with what channels tell, so that one
 *       parcel told by both counts once. Rejected: adding it to what others told, which counts twice whenever the channel is faster.
 *   <li><b>Parts given back count against lines stated before them</b>; who states the lines later knows of them.
 *   <li><b>The ids of levels stand in their watermarks</b>, as long as no newer level of the source came; what is older says so itself. Rejected: a key per event for a
 *       week like those of other events, 67 million of them for 100,000 SKUs and a full feed every quarter of an hour. A level that is repeated after a newer one
 *       counts as stale, not as a duplicate.
 *   <li><b>What was decided on the JVM is its own journal record</b> ({@code carry.lua}): a rebuilt store gets the same writes. Rejected: the list of writes the
 *       script's own records hold, everything twice.
 *   <li><b>Records are expanded on the JVM when the store is rebuilt</b>: what a part of the journal writes is joined there, and a script that unpacks nothing carries it out. Rejected:
 *       unpacking in Lua, which took a third of Redis's one thread; plain commands without a script, 0.7 of its time, since nothing would stop a rebuild that
 *       somebody else has taken over; the same inside {@code MULTI} on a watched key, which needs a connection of its own to the node that serves the slot.
 *   <li><b>A source's clock that runs ahead is cut to ours</b>: it states what is true now.
 *   <li><b>Cancelled is about the whole order</b>, shipped and returned are about their lines: parcels of one system add up to what was
 *       ordered, between systems the one that tells most counts, and the ERP's documents go first, since its levels contain them.
 *   <li><b>A part's idempotency key stays with the sale</b> as the name of the fact, beyond the time its answer is remembered.
 *   <li><b>Refusals are not remembered under an idempotency key</b>: a retry may find stock.
 *   <li><b>While a SKU has no location</b>, orders stand at {@code unassigned}; the first location a source names takes them over.
 *   <li><b>Lots</b> are replayed from their newest levels and the moves later than the oldest of these, at every change of a location counted by lots:
 *       at most 1,000 moves, and nothing anywhere else. Rejected: applying each move to a lot as it comes, which ends differently for every order
 *       of arrival. Their expiry stands among the holds in {@code due}, so that no call pays for looking. A movement of an order is sold first
 *       expired first even when it names a lot; beyond 1,000 moves the oldest forget which lot they named.
 *   <li><b>Units promised against deliveries</b> stand as reserved at a place of their own ({@code ~incoming} in the ledger), which has nothing on
 *       hand: the ATP owes them like any reservation, so a receipt or a released hold serves them before it rises, and they are no shortfall. They
 *       stay allocated there until they are shipped; a net or available level is read as if they stood on the first shelf. A delivery that is
 *       cut or late leaves its promises as they are: what may be promised further falls, and nobody is told. Kits are not promised ahead.
 *       By parts, what is on a shelf leaves first and what is to come is given back first. A hold that ran out and is taken again is promised anew:
 *       from the shelf as far as that goes now, else only what is still open. An order event promises nothing ahead: it goes short.
 *   <li><b>An order line that may not be split</b> is judged per component, and per sale: the parts of a kit may come from different locations. Its
 *       channel's exposure is the largest location's free units. A reservation no location covers is refused; an order is a fact and is split.
 *   <li><b>An order of a channel that sells from some locations only</b> falls back to units kept back by buffers there, then to other locations:
 *       the units are gone either way, and a location that owes would hide them from everybody.
 *   <li><b>What is reserved at a location that may not be sold from</b> is owed by the others: its own units may not leave.
 *   <li><b>Ring-fences are units of a SKU, not of a location.</b> A channel that sells from one location may find its ring-fenced units in another.
 *   <li><b>Victims of a shortfall</b> are ranked by priority among the 200 youngest open orders of the SKU, where priorities are configured at all.
 *   <li><b>A kit's own rules limit the kit, its components' ATP limits it too</b>; the components' channel rules are about their own listings.
 *       Orders keep the composition the kit had when they were first seen.
 * </ul>
 */
package io.zapas.stocksync.redis;
