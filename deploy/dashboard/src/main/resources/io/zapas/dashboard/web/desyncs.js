// Listings that show what they may not, silent sources and unknown SKUs, while they are open.

import { get } from '/dashboard/api.js';
import { $, el, perFrame } from '/dashboard/dom.js';
import { number, t, time } from '/dashboard/i18n.js';

const SHOWN_MAX = 50;
const desyncs = new Map();
let openDetail = () => {};

export function startDesyncs(open) {
  openDetail = open;
}

export async function loadDesyncs() {
  const list = await get('/v1/desyncs?state=open');
  desyncs.clear();
  for (const desync of list.items) desyncs.set(desync.id, desync);
  drawDesyncs();
}

export function onDesync(desync) {
  if (desync.state === 'OPEN') desyncs.set(desync.id, desync);
  else desyncs.delete(desync.id);
  redraw();
}

const redraw = perFrame(drawDesyncs);

export function drawDesyncs() {
  const open = [...desyncs.values()].sort((a, b) => Math.abs(b.delta ?? 0) - Math.abs(a.delta ?? 0) || a.id.localeCompare(b.id));
  $('#fig-desyncs').textContent = number(open.length);
  $('#desyncs').replaceChildren(...(open.length ? open.slice(0, SHOWN_MAX).map(card) : [el('p', { class: 'empty' }, t('desyncsNone'))]));
}

function card(desync) {
  return el('article', { class: `card ${desync.delta > 0 ? 'critical' : 'medium'}`, dataset: { desync: desync.id } },
    desync.sku && el('h3', {}, el('button', { type: 'button', class: 'link', onclick: () => openDetail(desync.sku) }, desync.sku),
      desync.delta !== undefined && el('span', { class: 'tag' }, `${desync.delta > 0 ? '+' : ''}${number(desync.delta)}`)),
    el('p', {}, sentence(desync)),
    el('p', { class: 'foot' }, [desync.delta > 0 ? t('oversell') : desync.delta < 0 ? t('lostSales') : null, ...(desync.cause ?? []).map(cause => t(cause)), t('since', { time: time(desync.since) })].filter(Boolean).join(' · ')));
}

function sentence(desync) {
  if (desync.kind === 'UNKNOWN_SKU') return t('unknownSku', { sku: desync.sku ?? desync.offerId });
  if (desync.kind === 'UNKNOWN_ORDER') return t('unknownOrder', { channel: desync.channel, order: desync.evidence?.order ?? desync.id });
  if (desync.kind === 'STALE_SOURCE') return t('staleSource', { source: desync.evidence?.source ?? desync.id });
  return t('shows', { channel: desync.channel, offer: desync.offerId, actual: number(desync.actual), expected: number(desync.expected) });
}
