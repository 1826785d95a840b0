/** Makes the REST calls of `docs/credentials.md`, as curl would, to a server with the development credentials. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMockServer } from '@rtms-mock/server';
import { expect, test } from 'vitest';
import { ROOT } from '../e2e/processes.js';

const BASE = 'http://127.0.0.1:9092';

test('the calls that start a stream work as they are written', async () => {
  await using server = await startMockServer({
    port: 0,
    mediaPort: 0,
    unknownMeetings: 'create',
    webhookUrl: 'http://127.0.0.1:1/',
  });
  const page = await readFile(join(ROOT, 'docs/credentials.md'), 'utf8');
  const commands = page.replaceAll('\\\n', ' ').matchAll(/^curl .*$/gm);
  const [token = '', start = ''] = [...commands].map(([command]) => command.replace(BASE, server.controlUrl));

  const granted = await curl(token);
  expect(granted.status).toBe(200);
  const { access_token: accessToken } = (await granted.json()) as { readonly access_token: string };
  expect((await curl(start.replace('Bearer TOKEN', `Bearer ${accessToken}`))).status).toBe(204);
});

/** Makes the request of a command line with `-X`, `-u`, `-H` and `-d`. */
function curl(command: string): Promise<Response> {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  const valuesOf = (option: string): string[] =>
    words.flatMap((word, index) => (words[index - 1] === option ? [word] : []));
  const data = valuesOf('-d').join('&');
  const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded' });
  for (const user of valuesOf('-u')) headers.set('authorization', `Basic ${btoa(user)}`);
  for (const header of valuesOf('-H')) headers.set(...(header.split(': ', 2) as [string, string]));
  const url = words.find((word) => word.startsWith('http')) ?? '';
  return fetch(url, { method: valuesOf('-X')[0] ?? 'POST', headers, body: data });
}
