import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { startMockServer } from '@rtms-mock/server';
import { startWebhookReceiver } from '@rtms-mock/server/testing';
import { expect, test } from 'vitest';
import { createApi } from '../src/api.js';
import { createMcpServer } from '../src/mcp-server.js';

/** The official client, with calls that return the text of a result as JSON. */
async function connect(transport: Transport) {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  const call = async (name: string, args: object = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: { ...args } });
    const [{ text }] = content as [{ text: string }];
    return {
      isError: isError === true,
      text,
      json: isError === true ? undefined : (JSON.parse(text) as AnyJson),
    };
  };
  return { client, call, [Symbol.asyncDispose]: () => client.close() };
}

/** JSON of any form: tests say what they expect of it. */
type AnyJson = { readonly [name: string]: AnyJson } & string & readonly AnyJson[];

/** An agent that is connected to a mock server in this process. */
async function connectTo(url: string) {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await createMcpServer('1.2.3', () => Promise.resolve(createApi(`${url}/`))).connect(ours);
  return connect(theirs);
}

test('over standard input and output, an agent starts a meeting and ends with the program', async () => {
  const bin = join(import.meta.dirname, '../bin/rtms-mock-mcp.js');
  await using agent = await connect(new StdioClientTransport({ command: process.execPath, args: [bin] }));
  expect(agent.client.getInstructions()).toContain('start_meeting');
  const { json: facts } = await agent.call('server');
  expect(facts?.['credentials']?.['builtIn']).toBe(true);
  const { json: meeting } = await agent.call('start_meeting');
  expect(meeting?.['state']).toBe('created');
  await agent.client.close();
  await expect(fetch(String(facts?.['controlUrl']))).rejects.toThrow('fetch failed');
});

test('an agent breaks an app, and reads what is wrong with it', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await using app = await startWebhookReceiver(() => ({ status: 500 }));
  await using agent = await connectTo(server.controlUrl);

  expect((await agent.call('validate_webhook', { url: app.url })).json).toMatchObject({ ok: true });
  const { json: meeting } = await agent.call('start_meeting', { webhookUrl: app.url, product: 'webinar' });
  const streamId = meeting?.['streamId'];
  expect(meeting?.['webhook']).toMatchObject({ status: 'refused', httpStatus: 500 });
  expect((await agent.call('meeting', { streamId })).json).toMatchObject({
    protocol: '2026',
    product: 'webinar',
  });

  await agent.call('inject', { streamId, step: { do: 'mute', participant: 'Ana Ruiz' } });
  expect((await agent.call('wait', { streamId, for: 'mute' })).json).toMatchObject({ kind: 'note' });
  const { json: verdicts } = await agent.call('verdicts', { streamId, severity: 'error' });
  expect(verdicts?.['verdicts']).toContainEqual(expect.objectContaining({ rule: 'webhook-refused' }));
  const { json: journal } = await agent.call('journal', { streamId, kind: 'webhook', direction: 'sent' });
  expect(journal?.['entries']).toMatchObject([{ type: 'webinar.rtms_started' }]);
  expect((await agent.call('act', { streamId, action: 'end' })).json).toMatchObject({ state: 'terminated' });
});

test('lists: scenarios, and steps with their fields', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await using agent = await connectTo(server.controlUrl);
  const { json: steps, text } = await agent.call('steps');
  expect(steps).toContainEqual(expect.objectContaining({ name: 'close-socket', isFault: true }));
  expect(text.length).toBeLessThan(20_000);
  const { json: scenarios } = await agent.call('scenarios');
  expect(scenarios?.['scenarios']).toContainEqual(expect.objectContaining({ name: 'media-failover' }));
});

test('refusals are errors with the reason, and a server that is not there is named', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  await using agent = await connectTo(server.controlUrl);
  const cases = [
    ['start_meeting', { scenario: 'unknown' }, 'no scenario "unknown"'],
    ['meeting', { streamId: 'x' }, 'no stream x'],
    [
      'wait',
      { streamId: (await server.startMeeting()).streamId, for: 'streaming', timeoutSeconds: 0.01 },
      '10 ms',
    ],
    ['act', { streamId: 'x', action: 'dance' }, 'action'],
    ['check', { webhookUrl: 'http://127.0.0.1:1/', suite: 'unknown' }, 'unknown'],
  ] as const;
  for (const [name, args, reason] of cases) {
    const { isError, text } = await agent.call(name, args);
    expect([isError, text]).toEqual([true, expect.stringContaining(reason)]);
  }
  await using lonely = await connectTo('http://127.0.0.1:1');
  expect((await lonely.call('server')).text).toMatch(/http:\/\/127.0.0.1:1 cannot be reached/);
});

test('tools that only read say so', async () => {
  await using agent = await connectTo('http://127.0.0.1:1');
  const { tools } = await agent.client.listTools();
  const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint !== true);
  expect(changing.map(({ name }) => name)).toEqual(['start_meeting', 'act', 'inject', 'check']);
  expect(tools.every(({ description = '' }) => description.length > 20)).toBe(true);
});
