/** The calls of docs/webhooks.md, as readers copy them. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseCredentials } from '../../src/config/credentials-file.js';
import { parseScenario, startMockServer } from '../../src/index.js';
import { receiver } from './receiver.js';

const PAGE = fileURLToPath(new URL('../../../../docs/webhooks.md', import.meta.url));

function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );
}

test('every call is accepted, and warns of nothing', async () => {
  const calls = blocks(await readFile(PAGE, 'utf8'), 'sh');
  await using app = await receiver();
  await using server = await startMockServer({ port: 0, mediaPort: 0, webhookUrl: app.url });
  const meeting = await server.startMeeting();
  for (const call of calls) {
    const [, path = '', body = ''] = /POST localhost:9092(\S+) [\s\S]*-d '([\s\S]*)'/.exec(call) ?? [];
    const response = await fetch(server.controlUrl + path.replace('$STREAM_ID', meeting.streamId), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body.replace('STREAM_ID', meeting.streamId),
    });
    const json = (await response.json()) as { readonly warnings?: unknown };
    expect([200, 201], `${call}\n${JSON.stringify(json)}`).toContain(response.status);
    expect(json.warnings).toBeUndefined();
  }
  expect(calls.length).toBeGreaterThan(7);
});

test('the credentials and the scenario can be read', async () => {
  const page = await readFile(PAGE, 'utf8');
  const [file = ''] = blocks(page, 'json');
  expect(parseCredentials(file, 'webhooks.md').apps).toMatchObject([
    { clientId: 'notes', webhookUrl: 'http://127.0.0.1:3000/webhook', secretToken: 'token of notes' },
    { clientId: 'captions', secretToken: 'token of captions', scope: 9 },
  ]);
  const scenarios = blocks(page, 'yaml');
  expect(scenarios.map((text) => parseScenario(text).ok)).toEqual([true]);
});
