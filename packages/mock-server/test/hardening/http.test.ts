import { expect, test } from 'vitest';
import { startMockServer } from '../../src/index.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

async function post(url: string, body: string, headers: object = JSON_TYPE) {
  const response = await fetch(url, { method: 'POST', body, headers: { ...headers } });
  return { status: response.status, body: (await response.json()) as { [key: string]: unknown } };
}

test.each([30, 40, 2800, 30_000])('a step nested %i levels deep is a bad request', async (levels) => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const { streamId } = await server.startMeeting();
  const step = `{"do":"send-message","message":{"msg_type":6,"x":${nested(levels)}}}`;

  const answer = await post(`${server.controlUrl}/api/meetings/${streamId}/steps`, step);

  // 409: the step is valid, and no socket is open.
  expect(answer).toMatchObject(
    levels === 30
      ? { status: 409, body: { error: { code: 'step-refused' } } }
      : { status: 400, body: { error: { code: 'invalid-body', message: /nested deeper than 32/ } } },
  );
});

test.each(['5', '"text"', 'null', '[1]', '{', nested(100), `{"a":${nested(100)}}`])(
  'a token request of %s is refused in the form of OAuth',
  async (body) => {
    await using server = await startMockServer({ port: 0, mediaPort: 0 });
    const authorization = `Basic ${Buffer.from('rtms-mock-client-id:rtms-mock-client-secret').toString('base64')}`;
    const answer = await post(`${server.controlUrl}/oauth/token`, body, { ...JSON_TYPE, authorization });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', reason: expect.any(String) },
    });
  },
);

test('a webhook URL that leads to the API of the server starts no meetings', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });

  const meeting = await server.startMeeting({ webhookUrl: `${server.controlUrl}/api/meetings` });

  expect(meeting.startWebhook).toMatchObject({ status: 'refused', httpStatus: 403 });
  expect(server.meetings()).toHaveLength(1);
  const [answered] = server.journal.find({ kind: 'webhook', direction: 'received' });
  expect(String(answered?.detail['answer'])).toContain('own-webhook');
});

test('the API shows webhook URLs without passwords', async () => {
  await using server = await startMockServer({ port: 0, mediaPort: 0 });
  const { streamId } = await server.startMeeting({
    webhookUrl: 'http://someone:mypassword@127.0.0.1:9/hook',
    start: false,
  });
  for (const path of ['/api/meetings', `/api/meetings/${streamId}`, '/api/journal', '/']) {
    const text = await (await fetch(`${server.controlUrl}${path}`)).text();
    expect(text).not.toContain('mypassword');
  }
});
