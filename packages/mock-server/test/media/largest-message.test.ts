import { describe, expect, test } from 'vitest';
import { explainClose } from '../../src/media/delivery/largest-message.js';
import { labelledChunk, testSource } from '../support/test-source.js';
import { TestCore } from '../support/test-core.js';
import { RecordedLogger } from '../webhooks/recorded-logger.js';

describe('a close is explained by the largest message', () => {
  const LARGEST = { bytes: 70_123, atMs: 5000 };
  test.each([
    [1009, true],
    [1011, true],
    [1006, true],
    [1000, false],
    [1005, false],
  ])('with code %i, abnormal: %j', (code, isAbnormal) => {
    expect(explainClose(LARGEST, { code, atMs: 5012.4 })).toMatchObject({
      bytes: 70_123,
      afterMs: 12,
      isAbnormal,
      reason: expect.stringMatching(
        new RegExp(`code ${code} 12 ms after .* 70123 bytes; .*docs/PROTOCOL.md#191-message-sizes`),
      ) as string,
    });
  });

  test('only within a second, and above the smallest limit of a library', () => {
    expect(explainClose(LARGEST, { code: 1009, atMs: 6000 })).toBeDefined();
    expect(explainClose(LARGEST, { code: 1009, atMs: 6001 })).toBeUndefined();
    expect(explainClose(LARGEST, { code: 1009, atMs: 9000 }, 4000)).toBeDefined();
    expect(explainClose({ bytes: 8192, atMs: 0 }, { code: 1009, atMs: 1 })).toBeUndefined();
    expect(explainClose({ bytes: 8193, atMs: 0 }, { code: 1009, atMs: 1 })).toBeDefined();
  });
});

describe('a media socket', () => {
  /** Audio whose packet after one second is much larger than all others. */
  const media = {
    ...testSource(),
    audio: () =>
      Promise.resolve({
        length: 500,
        intervalMs: 20,
        chunkAt: (index: number) => labelledChunk(index === 50 ? 'x'.repeat(60_000) : 'small', index),
        isKeyFrame: () => true,
      }),
  };
  const AUDIO = { media_type: 1 };

  test('that closes after its largest message is reported in log and journal, with the size', async () => {
    const logger = new RecordedLogger();
    const core = new TestCore({ media, logger });
    const { media: socket, meeting } = await core.join(AUDIO);
    core.clock.advance(1300);
    socket.socket.close(1011, 'too big');
    const [note] = core.journal.find({ type: 'closed-after-largest-message', streamId: meeting.streamId });
    const largest = Math.max(...socket.socket.received.map((text) => text.length));
    expect(largest).toBeGreaterThan(80_000);
    expect(note?.detail).toMatchObject({ code: 1011, bytes: largest, afterMs: 300 });
    expect(logger.text('warn')).toContain(`so far, ${largest} bytes`);
    expect(core.journal.find({ type: 'closed' })[0]?.seq).toBeLessThan(note?.seq ?? 0);
  });

  test('that closes later, earlier or is closed by the server is not', async () => {
    const logger = new RecordedLogger();
    const core = new TestCore({ media, logger });
    const early = await core.join(AUDIO);
    core.clock.advance(500);
    early.media.socket.close(1011);
    const closed = await core.join(AUDIO);
    const late = await core.join(AUDIO);
    core.clock.advance(1100);
    await closed.meeting.inject({ do: 'close-socket', code: 1009 });
    core.clock.advance(1100);
    late.media.socket.close(1009);
    expect(core.journal.find({ type: 'closed-after-largest-message' })).toEqual([]);
    expect(logger.text('warn', 'info')).not.toContain('largest message');
  });

  test('that an app leaves with 1000 is reported, but not as a warning', async () => {
    const logger = new RecordedLogger();
    const core = new TestCore({ media, logger });
    const { media: socket } = await core.join(AUDIO);
    core.clock.advance(1100);
    socket.socket.close(1000);
    expect(logger.text('warn')).not.toContain('largest message');
    expect(logger.text('info')).toContain('largest message');
  });
});
