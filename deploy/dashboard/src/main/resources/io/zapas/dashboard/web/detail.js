// One SKU in full: demand chart with forecast, cover, channels, locations, deliveries, campaigns. Kept current while open.

import { get } from '/dashboard/api.js';
import { drawDemand } from '/dashboard/chart.js';
import { $, el } from '/dashboard/dom.js';
import { date, money, number, percent, t } from '/dashboard/i18n.js';

let current = null;
let availability = null;
let forecast = null;

export async function openDetail(sku) {
  current = sku;
  const path = encodeURIComponent(sku);
  const [stock, rotation] = await Promise.all([get(`/v1/availability/${path}`), get(`/v1/rotation/${path}`).catch(error => (error.status === 404 ? null : Promise.reject(error)))]);
  if (current !== sku) return;
  availability = stock;
  forecast = rotation;
  drawDetail();
  if (!$('#detail').open) $('#detail').showModal();
}

export function detailChanged(type, document) {
  if (!$('#detail').open || document.sku !== current) return;
  if (type === 'availability') availability = document;
  else forecast = document;
  drawDetail();
}

export function drawDetail() {
  if (!availability) return;
  const product = availability.product ?? {};
  const hasForecast = forecast?.band?.length > 0;
  const canvas = el('canvas', { role: 'img', 'aria-label': t('demand') });
  $('#detail').replaceChildren(
    el('div', { class: 'bar' }, el('h2', { id: 'detail-title' }, `${current}${product.name ? ` – ${product.name}` : ''}`),
      el('button', { type: 'button', class: 'close', 'aria-label': t('close'), onclick: () => $('#detail').close() }, '✕')),
    el('p', { class: 'lead' }, el('strong', {}, `${t('colAvailable')}: ${number(availability.available)}`), ...summary()),
    el('div', { class: 'plot' }, hasForecast || forecast?.history?.length ? canvas : el('p', { class: 'empty' }, t('noForecast', { n: number(forecast?.historyDays ?? 0) }))),
    el('div', { class: 'columns' },
      list(t('channels'), Object.entries(availability.channels ?? {}).sort().map(([channel, units]) => `${channel}: ${number(units)}`)),
      list(t('locations'), (availability.locations ?? []).map(at => `${at.location}: ${number(at.available)} (${t('onHand')} ${number(at.onHand)}, ${t('reserved')} ${number(at.reserved)})`)),
      list(t('incoming'), (availability.incoming ?? []).length ? availability.incoming.map(delivery => `${number(delivery.quantity)} · ${date(delivery.eta)} · ${delivery.purchaseOrder ?? ''}`) : [t('noIncoming')]),
      forecast?.campaigns?.length ? list(t('campaigns'), forecast.campaigns.flatMap(campaignLines)) : null));
  if (hasForecast || forecast?.history?.length) drawDemand(canvas, forecast);
}

function summary() {
  if (!forecast || forecast.velocity === undefined || forecast.velocity === null) return [];
  const lines = [`${number(forecast.velocity, 1)} ${t('colVelocity').toLowerCase()}`];
  if (forecast.daysOfCover !== undefined) lines.push(t('cover', { n: number(forecast.daysOfCover, 1) }));
  if (forecast.stockoutDate?.p50) lines.push(t('runsOut', { p50: date(forecast.stockoutDate.p50), p90: date(forecast.stockoutDate.p90) }));
  if (forecast.risk) lines.push(t('riskLine', { p: percent(forecast.risk.stockoutBeforeReceipt) }));
  if (forecast.risk?.tooLateToOrder) lines.push(t('tooLate'));
  if (forecast.suggestedOrder) lines.push(`${t('suggest', { n: number(forecast.suggestedOrder.quantity) })}${forecast.suggestedOrder.cost ? ` (${money(forecast.suggestedOrder.cost, forecast.currency)})` : ''}`);
  return lines.map(line => el('span', {}, line));
}

function campaignLines(campaign) {
  const options = (campaign.options ?? []).map(option =>
    `${t(`opt${option.action}`, { share: percent(option.share), date: date(option.date) })} → ${percent(option.pStockout)}`);
  return [`${campaign.name ?? campaign.campaignId} (${date(campaign.startsAt)}–${date(campaign.endsAt)}): ${t('atRisk', { p: percent(campaign.pStockout), q: percent(campaign.pWithoutAds) })}`, ...options];
}

const list = (title, lines) => el('div', {}, el('h3', {}, title), el('ul', {}, lines.map(line => el('li', {}, line))));
