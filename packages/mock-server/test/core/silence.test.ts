import { describe, expect, test } from 'vitest';
import type { LogLevel } from '../../src/log.js';
import { explainSilence, SILENCE_MS, type SilentStream } from '../../src/meetings/silence.js';
import { identity, settled, TestCore } from '../support/test-core.js';
import type { MockServerOptions } from '../../src/server/options.js';

const delivered = { status: 'delivered', httpStatus: 200, ms: 1, late: false } as const;
const media = (stateName: string) => ({ stateName, channel: { id: 'm1' } });
const stream: SilentStream = {
  streamId: 'S',
  state: 'created',
  protocol: '2025',
  webhooks: { hasReceiver: true },
  startWebhook: delivered,
  mediaConnections: [],
};

describe('silence is explained', () => {
  test.each<[Partial<SilentStream>, readonly RegExp[]]>([
    [
      { webhooks: { hasReceiver: false } },
      [/^No webhook URL is configured.*--webhook-url.*webhookUrl.*ws:\/\/here/],
    ],
    [{}, [/^No client has connected to stream S.*ws:\/\/here.*message 1/, /beta.*--protocol string/]],
    [{ startWebhook: undefined }, [/has not been answered yet/]],
    [
      { startWebhook: { status: 'failed', code: 'refused', message: '', ms: 1 } },
      [/^No client has connected to stream S: rtms_started was not accepted\./],
    ],
    [{ state: 'signaling' }, [/^Signaling of stream S is up, but no media socket.*message 3/]],
    [{ state: 'active' }, [/^Signaling of stream S is up, but no media socket/]],
    [
      { state: 'signaling', mediaConnections: [media('awaiting-ready')] },
      [/m1.*CLIENT_READY_ACK.*signaling/],
    ],
    [
      { state: 'active', mediaConnections: [media('streaming'), media('awaiting-ready')] },
      [/waits for CLIENT_READY_ACK/],
    ],
  ])('for %o', (change, patterns) => {
    const text = explainSilence({ ...stream, ...change }, 'ws://here');
    for (const pattern of patterns) expect(text).toMatch(pattern);
  });

  test.each<Partial<SilentStream>>([
    { state: 'active', mediaConnections: [media('streaming')] },
    { state: 'paused' },
    { state: 'interrupted' },
    { state: 'terminated' },
  ])('but not for %o', (change) => {
    expect(explainSilence({ ...stream, ...change }, 'ws://here')).toBeUndefined();
  });

  test.each<Partial<SilentStream>>([
    { protocol: 'string' },
    { startWebhook: undefined },
    { startWebhook: { status: 'failed', code: 'refused', message: '', ms: 1 } },
  ])('without a hint at --protocol string for %o', (change) => {
    expect(explainSilence({ ...stream, ...change }, 'ws://here')).not.toContain('--protocol');
  });
});

function loggedCore(options: MockServerOptions = {}) {
  const warnings: string[] = [];
  const log = (level: LogLevel, text: string): void => {
    if (level === 'warn' && !text.startsWith('Verdict ')) warnings.push(text);
  };
  return { core: new TestCore({ ...options, logger: { log } }), warnings };
}

describe('the log explains silence once', () => {
  test('at each stage of connecting, and not while media flows', async () => {
    const { core, warnings } = loggedCore();
    const meeting = await core.startMeeting();
    core.clock.advance(SILENCE_MS - 1);
    expect(warnings).toEqual([]);
    core.clock.advance(1);
    expect(warnings).toEqual([expect.stringContaining('No client has connected')]);
    core.clock.advance(4 * SILENCE_MS);
    const signaling = core.joinSignaling(meeting);
    core.clock.advance(SILENCE_MS);
    core.joinMedia(meeting);
    core.clock.advance(SILENCE_MS);
    expect(warnings.slice(1)).toEqual([
      expect.stringContaining('no media socket'),
      expect.stringContaining('waits for CLIENT_READY_ACK'),
    ]);
    await core.ready(signaling, meeting);
    core.clock.advance(SILENCE_MS);
    expect(core.journal.find({ type: 'silence' }).map(({ detail }) => detail['reason'])).toEqual(warnings);
    expect(warnings).toHaveLength(3);
  });

  test('but not of an app that was refused, since the log says why', async () => {
    const { core, warnings } = loggedCore();
    const meeting = await core.startMeeting();
    const refused = core.dialSignaling();
    refused.send({ msg_type: 1, ...identity(meeting), signature: '0'.repeat(64) });
    core.clock.advance(2 * SILENCE_MS);
    expect(warnings).toEqual([expect.stringContaining('signature')]);

    core.joinSignaling(meeting);
    core.joinMedia(meeting, { media_type: 64 });
    core.clock.advance(2 * SILENCE_MS);
    expect(warnings).toHaveLength(2);
    core.joinMedia(meeting);
    core.clock.advance(SILENCE_MS);
    expect(warnings.slice(2)).toEqual([expect.stringContaining('waits for CLIENT_READY_ACK')]);
  });

  test('of an app that is quick, nothing', async () => {
    const { core, warnings } = loggedCore();
    await core.join();
    core.clock.advance(2 * SILENCE_MS);
    expect(warnings).toEqual([]);
  });

  test('after real seconds, at any speed', async () => {
    const { core, warnings } = loggedCore({ speed: 10 });
    const meeting = await core.startMeeting();
    core.clock.advance(10 * SILENCE_MS - 1);
    expect(warnings).toEqual([]);
    core.clock.advance(1);
    expect(warnings).toHaveLength(1);
    void meeting.end();
    await settled();
  });
});
