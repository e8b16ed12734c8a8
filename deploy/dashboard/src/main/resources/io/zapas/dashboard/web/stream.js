// The live event stream (Server-Sent Events over fetch, because EventSource cannot send a key). Reconnects for ever with back-off and
// resumes behind the last event it saw.

import { keyHeaders } from '/dashboard/api.js';

const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 15000;
const SILENCE_MAX_MS = 40000; // the server sends a heartbeat every 15 s

/** handlers: {event(type, data), state('live' | 'connecting' | 'offline'), unauthorized(): Promise}. */
export function openStream(path, handlers) {
  let lastEventId = null;
  let backoffMs = BACKOFF_MIN_MS;

  async function read() {
    const abort = new AbortController();
    let lastHeard = Date.now();
    const watchdog = setInterval(() => { if (Date.now() - lastHeard > SILENCE_MAX_MS) abort.abort(); }, 5000);
    try {
      const response = await fetch(path, {
        headers: { Accept: 'text/event-stream', ...keyHeaders(), ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
        signal: abort.signal,
        cache: 'no-store',
      });
      if (response.status === 401) return await handlers.unauthorized();
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      handlers.state('live');
      backoffMs = BACKOFF_MIN_MS;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let buffer = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        lastHeard = Date.now();
        buffer += value;
        let end;
        while ((end = buffer.indexOf('\n\n')) >= 0) {
          dispatch(buffer.slice(0, end));
          buffer = buffer.slice(end + 2);
        }
      }
    } finally {
      clearInterval(watchdog);
    }
  }

  function dispatch(block) {
    let type = 'message';
    const data = [];
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) continue;
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
      if (field === 'event') type = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id') lastEventId = value;
    }
    if (data.length) handlers.event(type, JSON.parse(data.join('\n')));
  }

  (async function run() {
    for (;;) {
      handlers.state('connecting');
      try {
        await read();
      } catch (error) {
        if (error.name !== 'AbortError') handlers.state('offline');
      }
      await new Promise(resolve => setTimeout(resolve, backoffMs * (0.5 + Math.random())));
      backoffMs = Math.min(BACKOFF_MAX_MS, backoffMs * 2);
    }
  })();
}
