// Puts the page together: first the lists, then the stream keeps them current.

import { onKeyNeeded, setKey } from '/dashboard/api.js';
import { drawAlerts, loadAlerts, onAlert, showAlert, startAlerts } from '/dashboard/alerts.js';
import { drawChannels, loadChannels, startChannels } from '/dashboard/channels.js';
import { detailChanged, drawDetail, openDetail } from '/dashboard/detail.js';
import { drawDesyncs, loadDesyncs, onDesync, startDesyncs } from '/dashboard/desyncs.js';
import { $ } from '/dashboard/dom.js';
import { number, setLanguage, t, translate } from '/dashboard/i18n.js';
import { drawNotices, loadNotices } from '/dashboard/notices.js';
import { drawStock, loadStock, onAvailability, onForecast, startStock } from '/dashboard/stock.js';
import { openStream } from '/dashboard/stream.js';

const REORDER_EVERY_MS = 15000;
const TROUBLE_SHOWN_MS = 8000;
const MINUTE_MS = 60000;

let liveState = 'connecting';
let troubleTimer;
const moves = [];

function showTrouble(text) {
  const box = $('#trouble');
  box.textContent = text;
  box.hidden = false;
  clearTimeout(troubleTimer);
  troubleTimer = setTimeout(() => { box.hidden = true; }, TROUBLE_SHOWN_MS);
}

const detail = sku => openDetail(sku).catch(error => showTrouble(t('failed', { reason: error.message })));

/** Notices lead to #alert=ID. */
const showLinked = () => showAlert(new URLSearchParams(location.hash.slice(1)).get('alert')).catch(error => showTrouble(t('failed', { reason: error.message })));

function showLive() {
  $('#live').dataset.state = liveState;
  $('#live b').textContent = t(liveState);
}

function draw() {
  translate();
  showLive();
  drawStock();
  drawAlerts();
  drawDesyncs();
  drawChannels();
  drawNotices();
  if ($('#detail').open) drawDetail();
}

let asking = null;
function askForKey() {
  asking ??= new Promise(resolve => {
    const dialog = $('#key-dialog');
    dialog.addEventListener('close', () => { setKey($('#key').value.trim()); asking = null; resolve(); }, { once: true });
    dialog.showModal();
  });
  return asking;
}

async function load() {
  const results = await Promise.allSettled([loadStock(), loadAlerts(), loadDesyncs(), loadChannels(), loadNotices()]);
  const failed = results.find(result => result.status === 'rejected');
  if (failed) showTrouble(t('failed', { reason: failed.reason.message }));
}

function onEvent(type, data) {
  switch (type) {
    case 'availability':
      moves.push(Date.now());
      onAvailability(data);
      detailChanged(type, data);
      break;
    case 'forecast':
      onForecast(data);
      detailChanged(type, data);
      break;
    case 'alert':
      onAlert(data);
      break;
    case 'desync':
      onDesync(data);
      break;
    case 'reset':
      load();
      break;
    default:
  }
}

for (const button of document.querySelectorAll('[data-lang]')) button.addEventListener('click', () => { setLanguage(button.dataset.lang); draw(); });
$('#detail').addEventListener('click', event => { if (event.target === $('#detail')) $('#detail').close(); });
onKeyNeeded(askForKey);
startStock(detail);
startAlerts(detail, showTrouble);
startDesyncs(detail);
startChannels(showTrouble);
translate();
showLive();
await load();
addEventListener('hashchange', showLinked);
if (location.hash) await showLinked();
openStream('/v1/stream?types=availability,forecast,alert,desync', {
  event: onEvent,
  unauthorized: askForKey,
  state: state => {
    if (state === 'live' && liveState === 'offline') load();
    liveState = state;
    showLive();
  },
});
// Cover changes the order of rows only now and then: a list that jumps under the finger helps nobody.
setInterval(() => { for (const list of [loadStock, loadChannels, loadNotices]) list().catch(() => {}); }, REORDER_EVERY_MS);
setInterval(() => {
  while (moves.length && moves[0] < Date.now() - MINUTE_MS) moves.shift();
  $('#fig-moves').textContent = number(moves.length);
}, 1000);
