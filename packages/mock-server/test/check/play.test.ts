import { MessageType } from '@rtms-mock/protocol';
import { describe, expect, test } from 'vitest';
import { MEDIA_FLOWS, survives } from '../../src/check/expectations.js';
import { playCheck, type PlayInput } from '../../src/check/play.js';
import type { Played } from '../../src/check/played.js';
import { CHECKS, type Check } from '../../src/check/suite.js';
import { systemClock } from '../../src/clock.js';
import type { JournalEntry } from '../../src/journal.js';
import type { MockMeeting } from '../../src/server/mock-meeting.js';
import { identity, settled, TestCore, type TestPeer } from '../support/test-core.js';

const MEDIA: Check = { scenario: 'two-speakers', title: 'media', suite: 'none', expects: [MEDIA_FLOWS] };

/** An app on a clock that is turned by hand, which is judged by a check. */
class Judged {
  readonly core = new TestCore();
  readonly stopping = new AbortController();
  readonly played: Promise<Played>;
  meeting!: MockMeeting;

  constructor(check: Check, change: Partial<PlayInput> = {}) {
    this.core.journalsWebhooks = true;
    this.played = playCheck(check, {
      server: {
        journal: this.core.journal,
        startMeeting: async (input) => (this.meeting = await this.core.startMeeting(input)),
      },
      protocol: '2026',
      webhookUrl: 'http://app/',
      speed: 10,
      joinMs: 1000,
      signal: this.stopping.signal,
      clock: systemClock(),
      ...change,
    });
  }

  /** Joins when the meeting has been announced. */
  async joined(request?: object, ids: object = {}): Promise<{ signaling: TestPeer; media: TestPeer }> {
    await settled();
    const signaling = this.core.dialSignaling();
    signaling.send({ msg_type: MessageType.SIGNALING_HAND_SHAKE_REQ, ...identity(this.meeting), ...ids });
    const media = this.core.joinMedia(this.meeting, request);
    await this.core.ready(signaling, this.meeting);
    return { signaling, media };
  }

  async rules(): Promise<readonly string[]> {
    return (await this.played).verdicts.map(({ rule }) => rule);
  }

  entries(type: string): readonly JournalEntry[] {
    return this.core.journal.find({ type });
  }
}

function checkOf(scenario: string): Check {
  const found = CHECKS.find((check) => check.scenario === scenario);
  if (found === undefined) throw new Error(`no check ${scenario}`);
  return found;
}

describe.concurrent('playCheck', () => {
  test('does not wait for media after the end of the stream', async () => {
    const app = new Judged(MEDIA);
    await settled();
    app.core.joinSignaling(app.meeting);
    await settled();
    await app.meeting.end();
    const { verdicts } = await app.played;
    expect(verdicts.map(({ rule, message }) => [rule, message])).toContainEqual([
      'no-media',
      'No media flows to the app. (Until the end of the stream.)',
    ]);
  });

  test('expects of an app with transcripts only that its media is open, not that somebody has spoken', async () => {
    const app = new Judged(checkOf('meeting-ends'));
    await app.joined({ media_type: 8 });
    app.core.clock.advance(2000);
    expect(await app.rules()).toEqual([]);
    expect(app.entries('MEDIA_DATA_TRANSCRIPT')).toEqual([]);
  });

  test.each([
    ['signature-wrong', {}, { signature: 'f'.repeat(64) }],
    ['media-type-invalid', { media_type: 77 }, {}],
  ])('names only the cause when no media flows: %s', async (rule, request, ids) => {
    const app = new Judged(MEDIA);
    await app.joined(request, ids);
    const rules = await app.rules();
    expect(rules).toContain(rule);
    expect(rules).not.toContain('no-media');
  });

  test('allows a new connection after one that was lost for want of keep-alives', async () => {
    const app = new Judged({ ...MEDIA, ...survives('join'), scenario: 'late-joiner' });
    await app.joined({ media_type: 8 });
    app.core.clock.advance(10_000);
    await settled();
    const losses = (): number =>
      app.entries('keep-alive-lost').filter(({ socket }) => socket === 'signaling').length;
    for (let i = 0; i < 60 && losses() === 0; i += 1) app.core.clock.advance(1000);
    expect(losses()).toBe(1);
    app.core.joinSignaling(app.meeting);
    const rules = await app.rules();
    expect(rules).toContain('keep-alive-lost');
    expect(rules).not.toContain('reconnects-needlessly');
  });

  test('forbids a new connection for one that the app has closed itself', async () => {
    const app = new Judged({ ...MEDIA, forbids: survives('join').forbids, scenario: 'late-joiner' });
    const { signaling } = await app.joined({ media_type: 8 });
    for (let i = 0; i < 11; i += 1) {
      app.core.clock.advance(1000);
      signaling.send({ msg_type: MessageType.KEEP_ALIVE_RESP, timestamp: app.core.clock.unixMs() });
    }
    app.core.clock.advance(10_000);
    signaling.socket.close(1000);
    await settled();
    app.core.joinSignaling(app.meeting);
    expect(await app.rules()).toContain('reconnects-needlessly');
  });

  test('finds nothing in a scenario that was cut off', async () => {
    const app = new Judged(MEDIA);
    await settled();
    app.stopping.abort();
    expect(await app.played).toMatchObject({ verdicts: [], notPlayed: 'There was no time left.' });
  });

  test('keeps the errors that were found before a scenario was cut off', async () => {
    const app = new Judged(MEDIA);
    await app.joined({}, { signature: 'f'.repeat(64) });
    app.stopping.abort();
    expect((await app.rules())[0]).toBe('signature-wrong');
  });

  test('says that the webhook was not answered, rather than that the app did not connect', async () => {
    let ms = 0;
    const app = new Judged(MEDIA, { clock: { ...systemClock(), now: () => (ms += 4000) } });
    app.core.answersWebhooks = false;
    const { verdicts } = await app.played;
    expect(verdicts).toMatchObject([
      {
        rule: 'webhook-unanswered',
        message: expect.stringContaining('rtms_started'),
        evidence: [expect.any(Number)],
      },
    ]);
  });

  test('says what the app did after a string that is not JSON', async () => {
    const app = new Judged(checkOf('garbage'));
    const { signaling, media } = await app.joined({ media_type: 8 });
    app.core.clock.advance(1000);
    await settled();
    expect(app.entries('invalid-json')).toHaveLength(1);
    signaling.socket.terminate();
    media.socket.terminate();
    await settled();
    app.core.clock.advance(10_000);
    const { verdicts } = await app.played;
    expect(verdicts.map(({ rule, message }) => [rule, message])).toEqual([
      ['broke-off', 'The app broke its connections off after a string that is not JSON.'],
    ]);
  });
});
