import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In place of your folder of recordings: one second of silence for each of two participants. Returns its path. */
export function folderOfRecordings(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rtms-mock-example-'));
  for (const name of ['ana.wav', 'bo.wav']) writeFileSync(join(folder, name), secondOfSilence());
  return folder;
}

/** 16-bit PCM, 16 kHz mono. */
function secondOfSilence(): Buffer {
  const wav = Buffer.alloc(44 + 32_000);
  wav.write('RIFF\0\0\0\0WAVEfmt ', 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(16_000, 24);
  wav.writeUInt32LE(32_000, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(32_000, 40);
  return wav;
}
