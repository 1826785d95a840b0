/** URLs of webhook receivers: checked before a webhook is sent, shown without passwords. */
import { STRING, stringKind, type Kind } from '../input/kinds.js';
import { good, mustBe, type Reading } from '../input/reading.js';

const ACCEPTS = 'an http or https URL such as http://localhost:3000/webhook';

/** A URL that webhooks can be posted to: http or https, with any host, port and path. Read without space around it. */
export const WEBHOOK_URL: Kind<string> = stringKind(ACCEPTS, readWebhookUrl, 'URL');

function readWebhookUrl(given: string): Reading<string> {
  const string = STRING.read(given);
  if (!string.ok) return string;
  const text = string.value.trim();
  // "localhost:3000/webhook" parses, with the scheme "localhost:".
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = hasScheme ? parseUrl(text) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return good(text);
  const isGuess = url === null && parseUrl(`http://${text}`) !== null;
  return mustBe(ACCEPTS, shownUrl(text), isGuess ? `http://${text}` : undefined);
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Removes user and password from a URL, for logs, messages and the journal. */
export function shownUrl(text: string): string {
  const url = parseUrl(text);
  if (url === null || (url.username === '' && url.password === '')) return text;
  url.username = '';
  url.password = '';
  return url.href;
}
