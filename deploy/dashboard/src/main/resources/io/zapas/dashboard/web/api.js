// The public HTTP API, with the key (if one is needed) that stays in this tab.

const KEY = 'zapas.key';
let askForKey = null;

/** ask() shows the key dialog and resolves when the person has answered. */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

export const keyHeaders = () => {
  const key = sessionStorage.getItem(KEY);
  return key ? { Authorization: `Bearer ${key}` } : {};
};

export const setKey = key => (key ? sessionStorage.setItem(KEY, key) : sessionStorage.removeItem(KEY));

async function call(method, path, body) {
  for (let tries = 0; ; tries++) {
    const response = await fetch(path, {
      method,
      headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}), ...keyHeaders() },
      body: body ? JSON.stringify(body) : undefined,
    });
    if (response.status === 401 && tries < 3) {
      await askForKey();
      continue;
    }
    const content = await response.json().catch(() => null);
    if (!response.ok) throw Object.assign(new Error(content?.detail ?? content?.title ?? `HTTP ${response.status}`), { status: response.status, problem: content });
    return content;
  }
}

export const get = path => call('GET', path);
export const post = (path, body = {}) => call('POST', path, body);
