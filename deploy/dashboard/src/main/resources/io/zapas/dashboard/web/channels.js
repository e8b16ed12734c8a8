// Accounts with other systems: what their listings were told, and how far they were read. Hidden where there are none.

import { get, post } from '/dashboard/api.js';
import { $, el } from '/dashboard/dom.js';
import { number, t, time } from '/dashboard/i18n.js';

let pushes = { items: [] };
let feeds = { items: [] };
let onTrouble = () => {};

export function startChannels(trouble) {
  onTrouble = trouble;
}

export async function loadChannels() {
  [pushes, feeds] = await Promise.all([get('/v1/pushes/channels'), get('/v1/feeds')]);
  drawChannels();
}

export function drawChannels() {
  const names = [...new Set([...pushes.items, ...feeds.items].map(item => item.channel))].sort();
  $('#channels-panel').hidden = names.length === 0;
  $('#channels').replaceChildren(...names.map(card));
}

function card(channel) {
  const told = pushes.items.find(item => item.channel === channel);
  const read = feeds.items.filter(feed => feed.channel === channel);
  const bad = told?.held > 0 || read.some(feed => feed.problem);
  return el('article', { class: `card ${bad ? 'critical' : told?.waiting > 0 || told?.notShown > 0 ? 'high' : ''}`, dataset: { channel } },
    el('h3', {}, channel),
    told && el('p', {}, [t('toldListings', { n: number(told.told) }),
      told.waiting > 0 && t('toldWaiting', { n: number(told.waiting), time: time(told.waitingSince) }),
      told.notShown > 0 && t('toldNotShown', { n: number(told.notShown) })].filter(Boolean).join(' · ')),
    told?.problem && el('p', { class: 'foot' }, told.problem),
    told?.held > 0 && el('p', {}, t('toldHeld', { n: number(told.held) })),
    told?.held > 0 && el('div', { class: 'actions' }, el('button', { type: 'button', onclick: () => approve(channel, told.held) }, t('approve'))),
    ...read.map(feed => el('p', { class: 'foot' }, feed.problem
      ? t('feedFails', { feed: t(`feed_${feed.feed}`), time: time(feed.failingSince), problem: feed.problem })
      : t('feedRead', { feed: t(`feed_${feed.feed}`), time: time(feed.readAt) }))));
}

/** Those that were on the list that was looked at; what is held since waits for another word. */
async function approve(channel, held) {
  const asOf = pushes.asOf;
  if (!confirm(t('approveSure', { channel, n: number(held) }))) return;
  try {
    await post('/v1/pushes/approve', { channel, asOf });
    await loadChannels();
  } catch (error) {
    onTrouble(t('failed', { reason: error.message }));
  }
}
