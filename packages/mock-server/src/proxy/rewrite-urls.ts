/** Puts the proxy's URLs in place of the service's in webhooks and handshake responses. */

const WEB_SOCKET_URL = /^wss?:\/\//i;

/**
 * Replaces each WebSocket URL in a JSON text, also several in one string that are separated by commas. All else stays as it
 * was written. Returns a text that is not JSON unchanged.
 */
export function rewriteUrls(text: string, replace: (url: string) => string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Whatever it is, it is relayed as it came.
    return text;
  }
  const replacements = new Map<string, string>();
  collect(value, (found) => replacements.set(found, replaced(found, replace)));
  let rewritten = text;
  for (const [from, to] of replacements) {
    const written = JSON.stringify(from);
    // Written with escapes, such as `ws:\/\/`.
    if (!text.includes(written)) return JSON.stringify(withReplacements(value, replacements));
    rewritten = rewritten.replaceAll(written, () => JSON.stringify(to));
  }
  return rewritten;
}

function replaced(text: string, replace: (url: string) => string): string {
  return text
    .split(',')
    .map((url) => replace(url.trim()))
    .join(',');
}

/** Calls `found` with each string that is a URL, or a list of URLs. */
function collect(value: unknown, found: (text: string) => void): void {
  if (typeof value === 'string') {
    if (value.split(',').every((part) => WEB_SOCKET_URL.test(part.trim()))) found(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collect(member, found);
  }
}

function withReplacements(value: unknown, replacements: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return replacements.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withReplacements(item, replacements));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withReplacements(member, replacements)]),
  );
}
