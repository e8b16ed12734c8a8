// Words and number forms of the page, Polish and English.

const WORDS = {
  pl: {
    live: 'na żywo', connecting: 'łączenie…', offline: 'brak połączenia, próbuję dalej',
    figSkus: 'SKU', figAlerts: 'Otwarte alerty', figLoss: 'Zagrożona sprzedaż', figDesyncs: 'Rozbieżności', figMoves: 'Ruchy / min',
    stockTitle: 'Stan, najmniejszy zapas najpierw', searchHint: 'Szukaj: SKU, nazwa, EAN', stockEmpty: 'Nic nie znaleziono.',
    stockNone: 'Brak towarów. Wyślij pierwszy stan: POST /v1/events', stockCount: 'Pokazano {n} z {total}',
    colSku: 'Towar', colAvailable: 'Dostępne', colVelocity: 'Szt./dzień', colCover: 'Zapas (dni)', colStockout: 'Wyczerpanie', colIncoming: 'W drodze', colSuggest: 'Zamów',
    alertsTitle: 'Alerty', alertsNone: 'Brak otwartych alertów.', desyncsTitle: 'Rozbieżności kanałów', desyncsNone: 'Kanały pokazują to, co powinny.',
    noticesTitle: 'Wysłane powiadomienia', noticesNone: 'Jeszcze nic nie wysłano.',
    channelsTitle: 'Konta w kanałach', toldListings: 'Wysłane oferty: {n}', toldWaiting: 'czeka {n}, od {time}', toldNotShown: 'nie pokazuje mimo trzech prób: {n}',
    toldHeld: 'Wstrzymane, bo naraz pokazałyby 0: {n}. Sprawdź, czy dane z ERP są pełne.', approve: 'Wyślij 0', approveSure: '{channel}: oferty, które pokażą 0: {n}. Na pewno?',
    feedRead: '{feed}: odczytane {time}', feedFails: '{feed}: brak odczytu od {time} ({problem})', feed_orders: 'Zamówienia', feed_offers: 'Oferty', feed_levels: 'Stany',
    take: 'Przejmuję', snooze: 'Odłóż', snooze4h: 'na 4 godziny', snooze1d: 'do jutra', snooze1w: 'na tydzień', resolve: 'Zamknij', more: 'Pokaż więcej ({n})',
    resolvedAt: 'zamknięte {time}', taken: 'przejęte', takenBy: 'przejęte: {by}', snoozedUntil: 'odłożone do {until}', owner: 'Opiekun: {owner}',
    shows: '{channel}: oferta {offer} pokazuje {actual}, powinna {expected}', since: 'od {time}', oversell: 'ryzyko nadsprzedaży', lostSales: 'tracona sprzedaż',
    unknownOrder: 'Opłacone, ale nieznane zamówienie {order} w kanale {channel}: nic nie jest dla niego odłożone', unknownSku: 'Nieznany towar {sku}: zdarzenia czekają na jego dane', staleSource: 'Cisza w źródle {source}',
    channels: 'Kanały', locations: 'Magazyny', onHand: 'stan', reserved: 'rezerwacje', incoming: 'W drodze', campaigns: 'Kampanie', noIncoming: 'nic w drodze',
    demand: 'Popyt dzienny', demandCensored: 'Popyt w dni bez towaru', forecast: 'Prognoza (mediana)', band: 'Prognoza 10–90 %', noForecast: 'Za mało historii na prognozę ({n} dni).',
    close: 'Zamknij', cover: 'Zapas na {n} dni', runsOut: 'Wyczerpanie: {p50} (ostrożnie {p90})', riskLine: 'Ryzyko braku przed dostawą: {p}', tooLate: 'Zamówienie złożone dziś nie zdąży.',
    suggest: 'Sugerowane zamówienie: {n} szt.', atRisk: 'ryzyko {p} (bez reklam {q})', optCAP: 'ogranicz ruch do {share}', optSTART: 'start {date}', optEND: 'koniec {date}', lost: 'strata {units} szt.',
    keyTitle: 'Klucz API', keyHint: 'Ten Zapas wymaga klucza. Zostaje tylko w tej karcie przeglądarki.', keyUse: 'Użyj', failed: 'Nie udało się: {reason}', stale: 'nieaktualne',
    OUT_OF_STOCK: 'Brak towaru', SHORTAGE: 'Zabraknie', OVERSOLD: 'Nadsprzedaż', CAMPAIGN_RISK: 'Kampania wyprzedzi zapas', DESYNC: 'Rozbieżność', STALE_SOURCE: 'Cisza źródła', MASS_DROP: 'Masowy spadek', UNKNOWN_SKU: 'Nieznane SKU',
    CRITICAL: 'krytyczny', HIGH: 'wysoki', MEDIUM: 'średni', LOW: 'niski',
    STUCK_CHANNEL: 'kanał stoi', PUSH_FAILED: 'wysłanie się nie udało', PUSH_MISSING: 'nowa wartość nie została wysłana', MANUAL_EDIT: 'ręczna zmiana w kanale',
  },
  en: {
    live: 'live', connecting: 'connecting…', offline: 'no connection, still trying',
    figSkus: 'SKUs', figAlerts: 'Open alerts', figLoss: 'Sales at risk', figDesyncs: 'Mismatches', figMoves: 'Moves / min',
    stockTitle: 'Stock, lowest cover first', searchHint: 'Search: SKU, name, EAN', stockEmpty: 'Nothing found.',
    stockNone: 'No products yet. Send a first level: POST /v1/events', stockCount: 'Showing {n} of {total}',
    colSku: 'Product', colAvailable: 'Available', colVelocity: 'Units/day', colCover: 'Cover (days)', colStockout: 'Runs out', colIncoming: 'Incoming', colSuggest: 'Order',
    alertsTitle: 'Alerts', alertsNone: 'No open alerts.', desyncsTitle: 'Channel mismatches', desyncsNone: 'Channels show what they should.',
    noticesTitle: 'Notices sent', noticesNone: 'Nothing sent yet.',
    channelsTitle: 'Accounts', toldListings: 'Listings told: {n}', toldWaiting: '{n} waiting, since {time}', toldNotShown: 'not shown after three tries: {n}',
    toldHeld: 'Held back, as all of them would show 0 at once: {n}. Check that the data of the ERP is complete.', approve: 'Send 0', approveSure: '{channel}: {n} listings will show 0. Are you sure?',
    feedRead: '{feed}: read {time}', feedFails: '{feed}: not read since {time} ({problem})', feed_orders: 'Orders', feed_offers: 'Offers', feed_levels: 'Levels',
    take: 'Take', snooze: 'Snooze', snooze4h: 'for 4 hours', snooze1d: 'until tomorrow', snooze1w: 'for a week', resolve: 'Resolve', more: 'Show more ({n})',
    resolvedAt: 'resolved {time}', taken: 'taken', takenBy: 'taken by {by}', snoozedUntil: 'snoozed until {until}', owner: 'Owner: {owner}',
    shows: '{channel}: offer {offer} shows {actual}, should be {expected}', since: 'since {time}', oversell: 'risk of overselling', lostSales: 'lost sales',
    unknownOrder: 'Order {order} on {channel} is paid, but unknown: nothing is kept for it', unknownSku: 'Unknown product {sku}: events wait for its data', staleSource: 'Source {source} is silent',
    channels: 'Channels', locations: 'Locations', onHand: 'on hand', reserved: 'reserved', incoming: 'Incoming', campaigns: 'Campaigns', noIncoming: 'nothing on its way',
    demand: 'Daily demand', demandCensored: 'Demand on days out of stock', forecast: 'Forecast (median)', band: 'Forecast 10–90%', noForecast: 'Not enough history for a forecast ({n} days).',
    close: 'Close', cover: 'Cover: {n} days', runsOut: 'Runs out {p50} (careful: {p90})', riskLine: 'Risk of running out before the delivery: {p}', tooLate: 'An order placed today is too late.',
    suggest: 'Suggested order: {n} units', atRisk: 'risk {p} (without ads {q})', optCAP: 'cap traffic at {share}', optSTART: 'start {date}', optEND: 'end {date}', lost: '{units} units lost',
    keyTitle: 'API key', keyHint: 'This Zapas asks for a key. It stays in this browser tab.', keyUse: 'Use', failed: 'That did not work: {reason}', stale: 'stale',
    OUT_OF_STOCK: 'Out of stock', SHORTAGE: 'Will run out', OVERSOLD: 'Oversold', CAMPAIGN_RISK: 'Campaign outruns stock', DESYNC: 'Mismatch', STALE_SOURCE: 'Silent source', MASS_DROP: 'Mass drop', UNKNOWN_SKU: 'Unknown SKU',
    CRITICAL: 'critical', HIGH: 'high', MEDIUM: 'medium', LOW: 'low',
    STUCK_CHANNEL: 'channel is stuck', PUSH_FAILED: 'push failed', PUSH_MISSING: 'the new value was never pushed', MANUAL_EDIT: 'edited by hand in the channel',
  },
};

const LOCALES = { pl: 'pl-PL', en: 'en-GB' };
let lang = localStorage.getItem('zapas.lang') ?? (navigator.language?.startsWith('pl') ? 'pl' : 'en');
if (!WORDS[lang]) lang = 'en';

export const language = () => lang;
export const locale = () => LOCALES[lang];

export function setLanguage(next) {
  lang = next;
  localStorage.setItem('zapas.lang', next);
}

/** The word for key with {name}s filled in; an unknown key (such as a new cause) is shown as it is. */
export function t(key, values = {}) {
  return (WORDS[lang][key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '–');
}

/** Fills every [data-t], [data-t-placeholder] and [data-t-label] below root. */
export function translate(root = document) {
  document.documentElement.lang = lang;
  for (const node of root.querySelectorAll('[data-t]')) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll('[data-t-placeholder]')) node.placeholder = t(node.dataset.tPlaceholder);
  for (const node of root.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', t(node.dataset.tLabel));
  for (const button of document.querySelectorAll('[data-lang]')) button.setAttribute('aria-pressed', button.dataset.lang === lang);
}

const isNumber = value => typeof value === 'number' && Number.isFinite(value);

export const number = (value, digits = 0) =>
  isNumber(value) ? new Intl.NumberFormat(locale(), { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value) : '–';

export const percent = value =>
  isNumber(value) ? new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: value < 0.01 ? 1 : 0 }).format(value) : '–';

export function money(value, currency) {
  if (!isNumber(value)) return '–';
  try {
    return new Intl.NumberFormat(locale(), { style: 'currency', currency: currency ?? 'PLN', maximumFractionDigits: 0 }).format(value);
  } catch {
    return `${number(value)} ${currency}`;
  }
}

/** A day (2026-11-29) or an instant as a short date. */
export function date(value) {
  if (!value) return '–';
  const day = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T12:00:00`) : new Date(value);
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', ...(day.getFullYear() === new Date().getFullYear() ? {} : { year: 'numeric' }) }).format(day);
}

export const time = value =>
  value ? new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(value)) : '–';
