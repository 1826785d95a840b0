import { expect, test } from 'vitest';
import { createOpusEncoder } from '../../src/media/codecs/opus.js';
import type { AudioFormat } from '../../src/media/tracks/track.js';

const FORMAT: AudioFormat = { codec: 'OPUS', sampleRateHz: 16_000, channels: 1, intervalMs: 20 };

test('an encoder that cannot be created does not make later ones fail', async () => {
  const impossible = createOpusEncoder({ ...FORMAT, sampleRateHz: 32_000 });
  const meanwhile = createOpusEncoder(FORMAT);
  await expect(impossible).rejects.toThrow(RangeError);
  using first = await meanwhile;
  using second = await createOpusEncoder(FORMAT);
  const tone = new Int16Array(320).map((_, index) => 8000 * Math.sin(index / 9));
  expect(first.encode(tone)).toEqual(second.encode(tone));
});
