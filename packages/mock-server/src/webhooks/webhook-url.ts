/** URLs of webhook receivers: checked before a webhook is sent, shown without passwords. */

/** A checked URL, or the reason why it cannot be used. */
export type WebhookUrl =
  | { readonly ok: true; readonly url: URL }
  /** `message`: the problem, and an example of a correct URL. */
  | { readonly ok: false; readonly message: string };

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Checks that a webhook can be posted to a URL: any host, port and path; http or https. */
export function parseWebhookUrl(text: string): WebhookUrl {
  const trimmed = text.trim();
  const example = 'http://localhost:3000/webhook';
  if (trimmed === '') return { ok: false, message: `The webhook URL is empty. Give one such as ${example}.` };
  // "localhost:3000/webhook" parses, with the scheme "localhost:".
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? parseUrl(trimmed) : null;
  if (url === null) {
    const guess = parseUrl(`http://${trimmed}`);
    const hint = guess === null ? `Give one such as ${example}.` : `Did you mean http://${trimmed}?`;
    return { ok: false, message: `"${trimmed}" is not a URL. ${hint}` };
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const scheme = url.protocol.slice(0, -1);
    return {
      ok: false,
      message: `Webhooks are posted over http or https, not ${scheme}. Give one such as ${example}.`,
    };
  }
  return { ok: true, url };
}

/** Removes user and password from a URL, for logs and the journal. */
export function shownUrl(text: string): string {
  const url = parseUrl(text);
  if (url === null || (url.username === '' && url.password === '')) return text;
  url.username = '';
  url.password = '';
  return url.href;
}
