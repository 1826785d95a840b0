import { EventType, MessageType, StopReason, StreamState } from '@rtms-mock/protocol';
import { expect, test } from 'vitest';
import { TestCore } from '../support/test-core.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';

const AUDIO = { media_type: 1 };

test('a client that reads nothing any more interrupts its stream, and may reconnect', async () => {
  const core = new TestCore({ mediaBufferBytes: 10_000, keepAliveMs: 10_000_000 });
  const { meeting, signaling, media } = await core.join(AUDIO);
  const healthy = await core.join(AUDIO);
  core.clock.advance(1000);
  media.stopReading();
  for (let seconds = 0; meeting.state === 'active' && seconds < 600; seconds += 1) core.clock.advance(1000);

  expect(meeting.state).toBe('interrupted');
  expect(core.journal.find({ type: 'stalled' })).toHaveLength(1);
  expect(signaling.ofType(MessageType.STREAM_STATE_UPDATE).at(-1)).toMatchObject({
    state: StreamState.INTERRUPTED,
    reason: StopReason.STOP_BC_DATA_CONNECTION_INTERRUPTED,
  });
  expect(signaling.ofType(MessageType.EVENT_UPDATE).at(-1)?.event.event_type).toBe(
    EventType.MEDIA_CONNECTION_INTERRUPTED,
  );
  expect(meeting.view().media['audio']?.dropped).toBeGreaterThan(0);
  expect(healthy.meeting.view().media['audio']).toMatchObject({ dropped: 0, skipped: 0, latenessMaxMs: 0 });

  const again = core.joinMedia(meeting, AUDIO);
  await core.ready(signaling, meeting);
  core.clock.advance(100);
  expect(meeting.state).toBe('active');
  expect(again.ofType(MessageType.MEDIA_DATA_AUDIO).length).toBeGreaterThan(0);
});

test('the buffer for a slow client is limited', async () => {
  const core = new TestCore({ mediaBufferBytes: 10_000, keepAliveMs: 10_000_000 });
  const { meeting, media } = await core.join(AUDIO);
  media.stopReading();
  let most = 0;
  for (let i = 0; i < 600 && meeting.state === 'active'; i += 1) {
    core.clock.advance(1000);
    for (const { bufferedBytes } of meeting.view().connections) most = Math.max(most, bufferedBytes);
  }
  expect(most).toBeGreaterThan(60_000);
  expect(most).toBeLessThan(80_000);
});

test('the log says once when media is dropped, and once when the socket is closed', async () => {
  const logger = new RecordedLogger();
  const core = new TestCore({ mediaBufferBytes: 10_000, keepAliveMs: 10_000_000, logger });
  const { meeting, media } = await core.join(AUDIO);
  media.stopReading();
  for (let i = 0; i < 600 && meeting.state === 'active'; i += 1) core.clock.advance(1000);
  const texts = logger.lines
    .filter(({ level, message }) => level === 'warn' && !message.startsWith('Verdict '))
    .map(({ message }) => message);
  expect(texts).toEqual([
    expect.stringContaining(
      'the app reads too slowly: its oldest media is dropped while more than 10000 bytes',
    ),
    expect.stringContaining('the app read nothing for 10 s while media was dropped; closing'),
  ]);
});
