import { expect, test } from 'vitest';
import { encodeRecord } from '../../sample-app/src/web/record.js';
import { decodeALaw } from '../src/sample-app/g711.js';
import { RecordReader } from '../src/sample-app/record-reader.js';
import { Waveform } from '../src/sample-app/waveform.js';

test('records of the feed are read from chunks of any size', () => {
  const records = [
    encodeRecord({ type: 'state', text: 'Ärger' }),
    encodeRecord({ type: 'media' }, Buffer.from([1, 2, 3])),
    encodeRecord({ type: 'entry' }),
  ];
  const bytes = Buffer.concat(records);
  for (const size of [1, 5, 9, bytes.length]) {
    const reader = new RecordReader();
    const read = [];
    for (let at = 0; at < bytes.length; at += size) read.push(...reader.push(bytes.subarray(at, at + size)));
    expect(read.map(({ header }) => header)).toEqual([
      { type: 'state', text: 'Ärger' },
      { type: 'media' },
      { type: 'entry' },
    ]);
    expect([...(read[1]?.payload ?? [])]).toEqual([1, 2, 3]);
  }
});

test('a waveform has the peaks of ten seconds, and nothing where nothing was sent', () => {
  const waveform = new Waveform();
  const loud = Int16Array.from({ length: 320 }, (_, index) => (index === 7 ? -16_384 : 100));
  waveform.add(loud, 16_000, 1_000_000);
  expect(waveform.peak(50_000)).toBe(0.5);
  expect(waveform.peak(50_001)).toBe(0);
  waveform.add(loud, 16_000, 1_010_000);
  expect([waveform.peak(50_000), waveform.peak(50_500)]).toEqual([0, 0.5]);
});

test('G.711 A-law is decoded as the recommendation says', () => {
  expect([...decodeALaw(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))]).toEqual([8, -8, 32_256, -32_256]);
});
