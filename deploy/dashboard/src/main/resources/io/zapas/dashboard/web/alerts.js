// Open alerts, worst and most expensive first, with what a person can do about each.

import { get, post } from '/dashboard/api.js';
import { $, el, perFrame } from '/dashboard/dom.js';
import { date, money, number, percent, t, time } from '/dashboard/i18n.js';

const SHOWN_FIRST = 12;
const SEVERITY = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 };
const HOUR_MS = 3600000;

const alerts = new Map();
let shown = SHOWN_FIRST;
/** The alert a link led here for, whatever became of it; null: none. */
let linked = null;
let openDetail = () => {};
let report = () => {};

export function startAlerts(open, onTrouble) {
  openDetail = open;
  report = onTrouble;
}

export async function loadAlerts() {
  const list = await get('/v1/alerts?state=open&limit=500');
  alerts.clear();
  for (const alert of list.items) alerts.set(alert.id, alert);
  drawAlerts();
}

/** Shows the alert first, also one that is resolved or far down; null: none any more. */
export async function showAlert(id) {
  if (!id) {
    linked = null;
    drawAlerts();
    return;
  }
  linked = alerts.get(id) ?? (await get(`/v1/alerts/${encodeURIComponent(id)}`));
  drawAlerts();
  const place = $('#alerts .linked');
  place?.scrollIntoView({ block: 'nearest' });
  place?.focus({ preventScroll: true });
}

export function onAlert(alert) {
  if (!alert?.id || !alert.type) return;
  if (alert.id === linked?.id && linked.rev <= alert.rev) linked = alert;
  const known = alerts.get(alert.id);
  if (known && known.rev > alert.rev) return;
  if (alert.handling === 'RESOLVED' || alert.condition === 'PENDING') alerts.delete(alert.id);
  else alerts.set(alert.id, alert);
  redraw();
}

const redraw = perFrame(drawAlerts);

export function drawAlerts() {
  const open = [...alerts.values()].sort((a, b) =>
    rank(a) - rank(b) || SEVERITY[a.severity] - SEVERITY[b.severity] || (b.lostValue ?? 0) - (a.lostValue ?? 0) || a.id.localeCompare(b.id));
  const listed = linked ? [alerts.get(linked.id) ?? linked, ...open.filter(alert => alert.id !== linked.id)] : open;
  $('#fig-alerts').textContent = number(open.length);
  $('#fig-loss').textContent = money(open.reduce((sum, alert) => sum + (alert.lostValue ?? 0), 0), open.find(alert => alert.currency)?.currency);
  // A menu that somebody has open must not be drawn away under the finger.
  if ($('#alerts details[open]')) return;
  $('#alerts').replaceChildren(
    ...(listed.length ? listed.slice(0, shown).map(card) : [el('p', { class: 'empty' }, t('alertsNone'))]),
    ...(listed.length > shown ? [el('button', { type: 'button', class: 'more', onclick: () => { shown += 50; drawAlerts(); } }, t('more', { n: number(listed.length - shown) }))] : []),
  );
}

const rank = alert => (alert.handling === 'RESOLVED' ? 3 : alert.handling === 'SNOOZED' ? 2 : alert.handling === 'ACKNOWLEDGED' ? 1 : 0);

function card(alert) {
  return el('article', { class: `card ${alert.severity.toLowerCase()} ${rank(alert) ? 'handled' : ''} ${alert.id === linked?.id ? 'linked' : ''}`, tabindex: alert.id === linked?.id ? '-1' : null, dataset: { alert: alert.id } },
    el('h3', {}, el('span', { class: 'tag' }, t(alert.type)), alert.sku
      ? el('button', { type: 'button', class: 'link', onclick: () => openDetail(alert.sku) }, alert.sku)
      : el('span', {}, alert.scope ?? '')),
    alert.name && el('p', { class: 'name' }, alert.name),
    el('p', { class: 'facts' }, facts(alert).join(' · ')),
    el('p', { class: 'foot' }, [alert.owner && t('owner', { owner: alert.owner }), t('since', { time: time(alert.openedAt) }), handling(alert)].filter(Boolean).join(' · ')),
    el('div', { class: 'actions' },
      rank(alert) < 1 && button('take', () => act(alert, 'acknowledge', { by: 'dashboard' })),
      rank(alert) < 2 && el('details', { class: 'menu' }, el('summary', {}, t('snooze')), el('div', {},
        button('snooze4h', () => snooze(alert, 4 * HOUR_MS)), button('snooze1d', () => snooze(alert, 24 * HOUR_MS)), button('snooze1w', () => snooze(alert, 168 * HOUR_MS)))),
      rank(alert) < 3 && button('resolve', () => act(alert, 'resolve', { by: 'dashboard' }))));
}

function facts({ facts = {}, lostUnits, lostValue, currency }) {
  const parts = [];
  if (facts.expected !== undefined && facts.actual !== undefined) parts.push(`${number(facts.actual)} ≠ ${number(facts.expected)}`);
  if (facts.available !== undefined) parts.push(`${t('colAvailable')}: ${number(facts.available)}`);
  if (facts.stockoutP50) parts.push(`${t('colStockout')}: ${date(facts.stockoutP50)}`);
  if (facts.pWithoutAds !== undefined) parts.push(t('atRisk', { p: percent(facts.pStockout), q: percent(facts.pWithoutAds) }));
  if (facts.suggestedQuantity) parts.push(t('suggest', { n: number(facts.suggestedQuantity) }));
  if (lostValue) parts.push(`−${money(lostValue, currency)}`);
  else if (lostUnits >= 1) parts.push(t('lost', { units: number(lostUnits) }));
  return parts;
}

function handling(alert) {
  if (alert.handling === 'RESOLVED') return t('resolvedAt', { time: time(alert.resolvedAt) });
  if (alert.handling === 'SNOOZED') return t('snoozedUntil', { until: time(alert.snoozedUntil) });
  if (alert.handling === 'ACKNOWLEDGED') return alert.handledBy ? t('takenBy', { by: alert.handledBy }) : t('taken');
  return null;
}

const button = (key, onclick) => el('button', { type: 'button', dataset: { act: key }, onclick }, t(key));

const snooze = (alert, ms) => act(alert, 'snooze', { by: 'dashboard', until: new Date(Date.now() + ms).toISOString() });

async function act(alert, action, body) {
  for (const menu of document.querySelectorAll('#alerts details[open]')) menu.open = false;
  try {
    onAlert(await post(`/v1/alerts/${encodeURIComponent(alert.id)}/${action}`, body));
  } catch (error) {
    report(t('failed', { reason: error.message }));
    await loadAlerts();
  }
}
