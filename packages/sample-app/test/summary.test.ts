import { expect, test } from 'vitest';
import { Summary } from '../src/summary.js';

/** 20 ms at 16 kHz of a square wave: its level is that of its amplitude. */
function tone(amplitude: number): Buffer {
  const pcm = Buffer.alloc(640);
  for (let at = 0; at < pcm.length; at += 2) pcm.writeInt16LE(at % 4 === 0 ? amplitude : -amplitude, at);
  return pcm;
}

test('says nothing has come yet before anything has', () => {
  expect(new Summary(0).liveLine(3000)).toBe('00:03 nothing yet  │ late by 0 ms at most');
});

test('shows who is heard and how loud, who is seen and how much, and the lateness', () => {
  const summary = new Summary(0);
  summary.activeSpeaker(1);
  summary.audio(1, 'Ana Ruiz', tone(3277), 1000, 1004); // a tenth of full scale
  for (let i = 0; i < 50; i++) summary.video(2, 'Bo Lind', 1000, 1000, 1007);
  expect(summary.liveLine(2000)).toBe(
    '00:02 ▶Ana Ruiz ■■■■■··· -20 dB  │  Bo Lind ········, 25 pictures/s 200 kbit/s  │ late by 7 ms at most',
  );
});

test('starts counting anew after each line', () => {
  const summary = new Summary(0, { showLateness: false });
  summary.video(1, 'Ana Ruiz', 500, 0, 0);
  summary.liveLine(1000);
  expect(summary.liveLine(2000)).toBe('00:02  Ana Ruiz ········');
});

test('names what is mixed, and those without a name', () => {
  const summary = new Summary(0, { showLateness: false });
  summary.audio(0, '', tone(0), 0, 0);
  summary.video(7, '', 1, 0, 0);
  expect(summary.liveLine(61_000)).toContain('01:01  everyone ········  │  user 7 ');
});

test('adds everything up at the end', () => {
  const summary = new Summary(0);
  summary.audio(1, 'Ana Ruiz', tone(1), 0, 3);
  summary.transcript(1, 'Ana Ruiz');
  summary.video(2, 'Bo Lind', 2400, 0, 12);
  summary.liveLine(1000);
  expect(summary.finalLines()).toEqual([
    '  Ana Ruiz: 1 line said, 1 audio packet, 0 pictures (0 kB)',
    '  Bo Lind: 0 lines said, 0 audio packets, 1 picture (2 kB)',
    '  nothing was more than 12 ms late',
  ]);
  expect(summary.totals()).toEqual({
    audioPackets: 1,
    videoFrames: 1,
    transcriptLines: 1,
    speakers: ['Ana Ruiz'],
  });
});

test('says so when nothing came at all', () => {
  expect(new Summary(0).finalLines()).toEqual(['  nothing was received']);
});
