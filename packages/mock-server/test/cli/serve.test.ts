import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { temporaryFolder } from '../config/temporary-folder.js';
import { freePort } from '../../../../test/support/free-port.js';
import { receiver } from '../webhooks/receiver.js';
import { run, serving } from './fake-surroundings.js';

const KEYS = JSON.stringify({
  auth_credentials: [{ client_id: 'my-id', client_secret: 'my-secret' }],
  stream_meeting_info: [{ meeting_uuid: 'uuid==', rtms_stream_id: 'my-stream' }],
  Zoom_Webhook_Secret_Token: [{ token: 'my-token' }],
});

async function post(url: string, body: object): Promise<{ [key: string]: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { [key: string]: unknown };
}

describe('start-up', () => {
  test('shows URLs, generation, credentials and the next step', async () => {
    await using server = await serving();
    const [ready, generation, credentials, next, ...more] = server.stdout.lines;
    expect(ready).toMatch(/^rtms-mock is ready: signaling ws:\S+, media ws:\S+, page and API http:\S+$/);
    expect(generation).toBe("Protocol generation 2025; today's service is --protocol 2026.");
    expect(credentials).toBe(
      'Development credentials: client id rtms-mock-client-id, client secret rtms-mock-client-secret, webhook secret token rtms-mock-secret-token',
    );
    expect(next).toBe(
      `Start a meeting: curl -X POST ${server.controlUrl}/api/meetings -H 'content-type: application/json' -d '{"webhookUrl":"http://localhost:3000/webhook"}'`,
    );
    expect(more).toEqual([]);
    expect(server.stderr.text).toBe('');
  });

  test('is one JSON object for programs, at any log level', async () => {
    await using server = await serving([
      '--log-format',
      'json',
      '--log-level',
      'error',
      '--protocol',
      '2026',
    ]);
    expect(server.stdout.lines).toHaveLength(1);
    expect(JSON.parse(server.stdout.text)).toMatchObject({
      msg: 'ready',
      signalingUrl: server.signalingUrl,
      mediaUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/),
      controlUrl: server.controlUrl,
      protocol: '2026',
      credentials: 'built-in',
      timeMode: 'real',
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  test.each([
    [['--host', '0.0.0.0'], 1],
    [['--host', '::'], 1],
    [['--host', '0.0.0.0', '--public-url', 'ws://rtms.test:9092'], 0],
    [[], 0],
  ])('%j: %i warnings that apps elsewhere are led to 127.0.0.1', async (args, count) => {
    await using server = await serving(args);
    const port = server.signalingUrl.split(':').at(-1) ?? '';
    const warnings = server.stdout.lines.filter((line) => line.includes('warning: Webhooks and handshake'));
    expect(warnings).toHaveLength(count);
    for (const line of warnings) {
      expect(line).toContain(`name ws://127.0.0.1:${port}, which`);
      expect(line).toMatch(/start with --public-url ws:\/\/ADDRESS:\d+\.$/);
    }
  });

  test('has colours only on a terminal', async () => {
    await using plain = await serving();
    const coloured = run(['--port', '0', '--media-port', '0'], { colour: true });
    await coloured.stdout.until(/Start a meeting/);
    coloured.signal('SIGINT');
    await coloured.exitCode;
    expect(plain.stdout.text).not.toContain('\u001B');
    expect(coloured.stdout.text).toContain('\u001B[1mrtms-mock\u001B[0m is ready');
  });

  test('takes options from variables and from the configuration file', async () => {
    using folder = temporaryFolder({
      'rtms-mock.config.yaml': 'port: 0\nmediaPort: 0\nlogFormat: json\nprotocol: 2025\n',
    });
    const started = run([], { folder: folder.path, environment: { RTMS_MOCK_PROTOCOL: '2026' } });
    await started.stdout.until(/"msg":"ready".*"protocol":"2026"/);
    started.signal('SIGTERM');
    expect(await started.exitCode).toBe(0);
  });

  test('warns that other hosts are sent to 127.0.0.1 without --public-url', async () => {
    const warning = /warning: Webhooks and handshake responses name ws:\/\/127\.0\.0\.1:\d+, .*--public-url/;
    await using every = await serving(['--host', '0.0.0.0']);
    await every.stdout.until(warning);
    await using named = await serving(['--host', '0.0.0.0', '--public-url', 'http://mock.test:1']);
    await using local = await serving();
    expect(named.stdout.text + local.stdout.text).not.toMatch(/handshake responses name/);
  });

  test('warns of variables that belong to no option', async () => {
    const environment = {
      RTMS_MOCK_PRT: '1',
      RTMS_MOCK_SERVICE_HOST: '192.0.2.1',
      RTMS_MOCK_EMPTY: '',
      RTMS_MOCK_SEED: '1',
      RTMS_MOCK_PARTICIPANTS: 'Ada',
      RTMS_MOCKING: '1',
    };
    await using server = await serving([], { environment });
    const warnings = server.stdout.lines.filter((line) => line.includes('warning: '));
    expect(warnings.map((line) => line.split('warning: ')[1])).toEqual([
      'The variable RTMS_MOCK_PRT belongs to no option and is ignored; did you mean RTMS_MOCK_PORT?',
      'The variable RTMS_MOCK_SERVICE_HOST belongs to no option and is ignored.',
    ]);
    const examined = run(['doctor', '--port', '0', '--media-port', '0'], { environment });
    expect(await examined.exitCode).toBe(0);
    expect(examined.stdout.text).toMatch(/^note {5}the variable RTMS_MOCK_PRT belongs .*PORT\?$/m);
  });

  test('never shows secrets of the user', async () => {
    using folder = temporaryFolder({ 'keys.json': KEYS });
    await using app = await receiver();
    await using server = await serving(['--credentials', folder.file('keys.json'), '--log-level', 'trace']);
    const meeting = await post(`${server.controlUrl}/api/meetings`, { webhookUrl: app.url });
    const page = await (await fetch(server.controlUrl)).text();
    expect(meeting).toMatchObject({ streamId: 'my-stream', meetingUuid: 'uuid==' });
    await server.stdout.until(/answered meeting.rtms_started with 200/);
    for (const text of [server.stdout.text, page]) expect(text).not.toMatch(/my-secret|my-token/);
  });
});

describe('a running server', () => {
  test('logs important events, and ends meetings as the service does', async () => {
    await using app = await receiver();
    const server = await serving();
    const { streamId } = await post(`${server.controlUrl}/api/meetings`, { webhookUrl: app.url });

    server.signal('SIGINT');
    expect(await server.exitCode).toBe(0);

    const told = server.stdout.lines.slice(4).map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''));
    expect(told[0]).toBe(`Stream ${String(streamId)} created.`);
    expect(told.join('\n')).toContain('Stopping: ending 1 meeting. A second signal stops immediately.');
    expect(told.join('\n')).toMatch(/Stream …\S{8} is terminated, reason 6 STOP_BC_MEETING_ENDED\./);
    expect(app.requests.map((request) => (JSON.parse(request.body) as { event: string }).event)).toEqual([
      'meeting.rtms_started',
      'meeting.rtms_stopped',
    ]);
    await expect(fetch(`${server.controlUrl}/health`)).rejects.toThrow();
  });

  test('ends immediately at a second signal, unless it belongs to the first one', async () => {
    await using app = await receiver(() => {});
    const clock = new ManualClock();
    const server = await serving([], { clock });
    const starting = post(`${server.controlUrl}/api/meetings`, { webhookUrl: app.url });
    starting.catch(() => {});
    await app.received(1);

    server.signal('SIGINT');
    server.signal('SIGTERM');
    clock.advance(500);
    server.signal('SIGTERM');
    expect(server.exits).toEqual([]);
    clock.advance(1);
    server.signal('SIGINT');
    expect(server.exits).toEqual([130]);
    server.signal('SIGTERM');
    expect(server.exits).toEqual([130, 143]);

    await app[Symbol.asyncDispose]();
    expect(await server.exitCode).toBe(0);
  });

  test('prints messages as they are on the wire at the level trace, and only there', async () => {
    const text = `{"msgType": 1, "signature":"${'a1b2'.repeat(16)}"}`;
    const logged = async (level: string): Promise<string> => {
      await using server = await serving(['--log-level', level]);
      const socket = new WebSocket(server.signalingUrl);
      await once(socket, 'open');
      socket.send(text);
      await once(socket, 'message');
      socket.terminate();
      return server.stdout.text;
    };
    expect(await logged('trace')).toContain('signaling s1 ← {"msgType": 1, "signature":"…a1b2"}');
    expect(await logged('trace')).toMatch(
      /signaling s1 → \{"msg_type":2,"protocol_version":1,"status_code":/,
    );
    expect(await logged('debug')).not.toContain('msgType');
  });

  test('logs each URL validation, successful or not', async () => {
    await using app = await receiver({ status: 500 });
    await using server = await serving();
    await post(`${server.controlUrl}/api/webhooks/validate`, { url: app.url });
    expect(server.stdout.text).toContain(`warning: URL validation of ${app.url} fails: Answered 500.`);
  });

  test('writes its journal to a file', async () => {
    using folder = temporaryFolder({ 'journal.jsonl': 'something old\n' });
    const server = await serving(['--journal', folder.file('journal.jsonl')]);
    await post(`${server.controlUrl}/api/meetings`, {});
    server.signal('SIGTERM');
    await server.exitCode;

    const [header = '', ...lines] = readFileSync(folder.file('journal.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(header)).toMatchObject({ recorder: 'server', generation: '2025' });
    const states = lines
      .map((line) => JSON.parse(line) as unknown[])
      .filter(([, , , kind]) => kind === 'state');
    expect(states[0]?.[4]).toBe('created');
    expect(states.at(-1)?.[4]).toBe('terminated');
  });
});

describe('--webhook-retry', () => {
  test('sends webhooks again that were not accepted, in meeting time', async () => {
    await using app = await receiver({ status: 500 });
    // A thousandth of 5 minutes, at twenty times the speed: long before nobody having connected ends the stream.
    await using server = await serving(['--webhook-retry', '0.001', '--speed', '20', '--log-level', 'debug']);
    await post(`${server.controlUrl}/api/meetings`, { webhookUrl: app.url });
    await app.received(2);
    expect(app.requests[1]?.body).toBe(app.requests[0]?.body);
    expect(server.stdout.text).toContain('meeting.rtms_started is sent again in');
  });
});

describe('--start', () => {
  test('validates the receiver and starts a meeting, with any result', async () => {
    await using app = await receiver();
    await using server = await serving(['--webhook-url', app.url, '--start']);
    await app.received(2);
    expect(app.requests.map((request) => (JSON.parse(request.body) as { event: string }).event)).toEqual([
      'endpoint.url_validation',
      'meeting.rtms_started',
    ]);
    expect(server.stdout.text).toContain('warning: URL validation of');
    expect(server.stdout.text).not.toContain('curl');
  });

  test('waits for a receiver that is started after the server', async () => {
    const port = await freePort();
    const clock = new ManualClock();
    await using server = await serving(['--webhook-url', `http://127.0.0.1:${port}/`, '--start'], { clock });
    await server.stdout.until(
      /Waiting for a webhook receiver at 127\.0\.0\.1:\d+; the meeting starts as soon as it accepts connections\./,
    );
    await using app = await receiver({}, undefined, 'http', port);
    clock.advance(500);
    await app.received(2);
    expect(app.requests).toHaveLength(2);
  });

  test('starts a meeting without webhooks when there is no receiver', async () => {
    await using server = await serving(['--start']);
    await server.stdout.until(/Stream \S+ created\./);
    const answer = (await (await fetch(`${server.controlUrl}/api/meetings`)).json()) as {
      meetings: unknown[];
    };
    expect(answer.meetings).toHaveLength(1);
  });
});
