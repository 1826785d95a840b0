// @ts-check
/**
 * Checks server and sample app that run as in the container: check-running.mjs SERVER_LOG SAMPLE_APP_LOG. Health, page,
 * credentials of the data folder, the shared network (localhost in both), and media that arrives.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [serverLog = '', sampleAppLog = ''] = process.argv.slice(2);
const TIMEOUT_MS = 60_000;

/**
 * Waits for text in a log.
 *
 * @param {string} path
 * @param {RegExp} pattern
 */
async function find(path, pattern) {
  const endsAt = Date.now() + TIMEOUT_MS;
  for (;;) {
    const found = pattern.exec(readFileSync(path, 'utf8'));
    if (found) return found[1] ?? found[0];
    if (Date.now() > endsAt) throw new Error(`${path} has no ${String(pattern)}`);
    await sleep(100);
  }
}

/**
 * @param {string} what
 * @param {unknown} found
 * @param {unknown} expected
 */
function expect(what, found, expected) {
  if (found !== expected) throw new Error(`${what}: expected ${String(expected)}, found ${String(found)}`);
  console.log(`container: ${what}: ${String(found)}`);
}

const ready = JSON.parse(await find(serverLog, /^(\{.*"msg":"ready".*\})$/m));
const api = `http://localhost:${new URL(ready.controlUrl).port}`;
const headers = { 'content-type': 'application/json', authorization: 'Bearer check' };
expect('health', (await fetch(`${api}/ws-health`)).status, 200);
expect('page without the API token', (await fetch(api)).status, 401);
expect('page', (await fetch(api, { headers })).status, 200);

const webhookUrl = await find(sampleAppLog, /webhooks at (http:\S+)\. Ctrl-C/);
expect('page of the sample app', (await fetch(new URL('/', webhookUrl))).status, 200);
const post = async (/** @type {string} */ path, /** @type {object} */ body) => {
  const response = await fetch(api + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return JSON.parse(await response.text());
};
expect(
  'URL validation with the secret token of data',
  (await post('/api/webhooks/validate', { url: webhookUrl })).ok,
  true,
);
const { serverUrls, webhook } = await post('/api/meetings', { webhookUrl });
expect('webhook', webhook.status, 'delivered');
expect('URL that apps are sent', serverUrls, api.replace('http', 'ws'));
console.log(`container: sample app: ${await find(sampleAppLog, /^Joined: media is coming/m)}`);
