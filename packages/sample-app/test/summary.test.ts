import { expect, test } from 'vitest';
import { Summary } from '../src/stream/summary.js';

/** 20 ms at 16 kHz of a square wave: its level is that of its amplitude. */
function tone(amplitude: number): Buffer {
  const pcm = Buffer.alloc(640);
  for (let at = 0; at < pcm.length; at += 2) pcm.writeInt16LE(at % 4 === 0 ? amplitude : -amplitude, at);
  return pcm;
}

test('reports that no media has arrived yet', () => {
  expect(new Summary(0).liveLine(3000)).toBe('00:03 no media yet  │ max lateness 0 ms');
});

test('shows audio levels, video rates and the lateness', () => {
  const summary = new Summary(0);
  summary.activeSpeaker(1);
  summary.audio(1, 'Ana Ruiz', tone(3277), 1000, 1004); // a tenth of full scale
  for (let i = 0; i < 50; i++) summary.video(2, 'Bo Lind', 1000, 1000, 1007);
  expect(summary.liveLine(2000)).toBe(
    '00:02 ▶Ana Ruiz ■■■■■··· -20 dB  │  Bo Lind ········, 25 frames/s 200 kbit/s  │ max lateness 7 ms',
  );
});

test('starts new counts after each line', () => {
  const summary = new Summary(0, { showLateness: false });
  summary.video(1, 'Ana Ruiz', 500, 0, 0);
  summary.liveLine(1000);
  expect(summary.liveLine(2000)).toBe('00:02  Ana Ruiz ········');
});

test('names mixed audio and participants without a name', () => {
  const summary = new Summary(0, { showLateness: false });
  summary.audio(-1, '', tone(0), 0, 0);
  summary.video(7, '', 1, 0, 0);
  expect(summary.liveLine(61_000)).toContain('01:01  mixed audio ········  │  user 7 ');
});

test('adds up all counts at the end', () => {
  const summary = new Summary(0);
  summary.audio(1, 'Ana Ruiz', tone(1), 0, 3);
  summary.transcript(1, 'Ana Ruiz');
  summary.video(2, 'Bo Lind', 2400, 0, 12);
  summary.liveLine(1000);
  expect(summary.finalLines()).toEqual([
    '  Ana Ruiz: 1 transcript line, 1 audio packet, 0 video frames (0 kB)',
    '  Bo Lind: 0 transcript lines, 0 audio packets, 1 video frame (2 kB)',
    '  max lateness 12 ms',
  ]);
  expect(summary.totals()).toEqual({
    audioPackets: 1,
    videoFrames: 1,
    transcriptLines: 1,
    speakers: ['Ana Ruiz'],
  });
});

test('reports that no media has arrived at all', () => {
  expect(new Summary(0).finalLines()).toEqual(['  no media']);
});
