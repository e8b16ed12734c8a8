// The stock table: what can be sold, lowest cover first, kept current by the stream.

import { get, post } from '/dashboard/api.js';
import { $, el, perFrame } from '/dashboard/dom.js';
import { date, number, t } from '/dashboard/i18n.js';

const ROWS_MAX = 100;
const NO_COVER = Number.MAX_SAFE_INTEGER;

/** sku → {availability, forecast} of the rows on show. */
const rows = new Map();
const elements = new Map();
let total = 0;
let search = '';
let request = 0;
let openDetail = () => {};

export function startStock(open) {
  openDetail = open;
  let typing;
  $('#search').addEventListener('input', event => {
    clearTimeout(typing);
    typing = setTimeout(() => { search = event.target.value.trim(); loadStock(); }, 200);
  });
}

/** Fetches the rows anew; an answer that a newer request has overtaken is dropped. */
export async function loadStock() {
  const mine = ++request;
  const query = encodeURIComponent(search);
  const [list, rotation] = await Promise.all([
    get(`/v1/availability?limit=${ROWS_MAX}&search=${query}`),
    get(`/v1/rotation?sort=cover&top=${ROWS_MAX}&search=${query}`),
  ]);
  const found = new Map(list.items.map(availability => [availability.sku, { availability }]));
  const unseen = rotation.items.map(forecast => forecast.sku).filter(sku => !found.has(sku));
  if (unseen.length) {
    const extra = await post('/v1/availability/query', { skus: unseen });
    for (const availability of extra.items) found.set(availability.sku, { availability });
  }
  if (mine !== request) return;
  for (const forecast of rotation.items) {
    const row = found.get(forecast.sku);
    if (row) row.forecast = forecast;
  }
  total = list.total;
  rows.clear();
  for (const [sku, row] of [...found].sort(byCover).slice(0, ROWS_MAX)) rows.set(sku, row);
  $('#fig-skus').textContent = search ? $('#fig-skus').textContent : number(total);
  drawStock();
}

export function onAvailability(availability) {
  const row = rows.get(availability.sku);
  if (!row || row.availability.version > availability.version) return;
  row.changed = row.availability.available !== availability.available;
  row.availability = availability;
  redraw();
}

export function onForecast(forecast) {
  const row = rows.get(forecast.sku);
  if (!row) return;
  row.forecast = forecast;
  redraw();
}

const redraw = perFrame(drawStock);

function byCover([skuA, a], [skuB, b]) {
  return (a.forecast?.daysOfCover ?? NO_COVER) - (b.forecast?.daysOfCover ?? NO_COVER) || skuA.localeCompare(skuB);
}

/** Draws in place: a row keeps its element, so focus and scrolling survive. */
export function drawStock() {
  const body = $('#stock tbody');
  const wanted = [...rows.entries()].sort(byCover);
  for (const [sku, element] of elements) {
    if (!rows.has(sku)) { element.remove(); elements.delete(sku); }
  }
  wanted.forEach(([sku, row], index) => {
    let element = elements.get(sku);
    if (!element) {
      element = el('tr', { tabindex: 0, dataset: { sku }, onclick: () => openDetail(sku), onkeydown: event => { if (event.key === 'Enter') openDetail(sku); } });
      elements.set(sku, element);
    }
    element.replaceChildren(...cells(sku, row));
    if (row.changed) {
      row.changed = false;
      element.classList.remove('flash');
      void element.offsetWidth; // restarts the animation
      element.classList.add('flash');
    }
    if (body.children[index] !== element) body.insertBefore(element, body.children[index] ?? null);
  });
  const empty = $('#stock-empty');
  empty.hidden = rows.size > 0;
  empty.textContent = search ? t('stockEmpty') : t('stockNone');
  $('#stock-count').textContent = rows.size ? t('stockCount', { n: number(rows.size), total: number(total) }) : '';
}

function cells(sku, { availability, forecast }) {
  const incoming = availability.incoming ?? [];
  const order = forecast?.suggestedOrder?.quantity;
  return [
    el('td', {}, el('span', { class: 'sku' }, sku), el('span', { class: 'name' }, availability.product?.name ?? ''), availability.stale && el('em', {}, t('stale'))),
    el('td', { class: `n strong ${availability.available === 0 ? 'bad' : ''}` }, number(availability.available)),
    el('td', { class: 'n wide' }, number(forecast?.velocity, forecast?.velocity < 10 ? 1 : 0)),
    el('td', { class: `n ${coverClass(forecast)}` }, number(forecast?.daysOfCover, 1)),
    el('td', { class: 'n' }, date(forecast?.stockoutDate?.p50)),
    el('td', { class: 'n wide' }, incoming.length ? `${number(incoming[0].quantity)} · ${date(incoming[0].eta)}` : '–'),
    el('td', { class: 'n wide' }, order ? number(order) : '–'),
  ];
}

function coverClass(forecast) {
  if (forecast?.daysOfCover === undefined || forecast?.daysOfCover === null) return '';
  if (forecast.risk?.tooLateToOrder || forecast.daysOfCover < 3) return 'bad';
  return forecast.daysOfCover < (forecast.leadTimeDays ?? 7) ? 'warn' : 'good';
}
