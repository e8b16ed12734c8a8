// The outbox: what was sent, or would have been with Slack or mail configured.

import { get } from '/dashboard/api.js';
import { $, el } from '/dashboard/dom.js';
import { t, time } from '/dashboard/i18n.js';

const SHOWN_MAX = 20;
let notices = [];

export async function loadNotices() {
  notices = (await get('/v1/notices')).items;
  drawNotices();
}

export function drawNotices() {
  const open = new Set([...document.querySelectorAll('#notices details[open]')].map(node => node.dataset.notice));
  $('#notices').replaceChildren(...(notices.length ? notices.slice(0, SHOWN_MAX).map(notice => {
    const id = `${notice.destination}/${notice.group}/${notice.rev}`;
    return el('details', { class: 'notice', open: open.has(id), dataset: { notice: id } },
      el('summary', {}, el('span', {}, notice.title ?? notice.text?.split('\n')[0] ?? notice.group), el('small', {}, `${notice.destination} · ${time(notice.at)}`)),
      el('pre', {}, notice.text ?? ''));
  }) : [el('p', { class: 'empty' }, t('noticesNone'))]));
}
