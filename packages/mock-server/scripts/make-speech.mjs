/**
 * Makes `assets/speech/*.wav` and `assets/manifest.json` from `assets/conversation.json`, with `flite` and its
 * voices of 16 kHz (`flite -lv` lists them). Same input and tools, same output.
 *
 *   node packages/mock-server/scripts/make-speech.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const SAMPLE_RATE_HZ = 16_000;
const WAV_HEADER_BYTES = 44;
/** Utterances start and end on this grid, the shortest packet there is. */
const GRID_MS = 20;
const SAMPLES_PER_GRID = (SAMPLE_RATE_HZ * GRID_MS) / 1000;
/** Samples quieter than this count as silence when trimming (of 32 767). */
const SILENCE_LEVEL = 160;
/** Loudness of the voiced parts, and a ceiling that leaves room for two people at once. */
const TARGET_RMS = 3600;
const PEAK_CEILING = 24_000;

const assets = new URL('../assets/', import.meta.url);
const speech = new URL('speech/', assets);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'speech-'));

/** @returns {Int16Array} 16 kHz mono samples of one spoken sentence, untrimmed. */
function speak(text, { voice, stretch }) {
  const file = path.join(scratch, 'sentence.wav');
  execFileSync('flite', ['-voice', voice, '--setf', `duration_stretch=${stretch}`, '-t', text, '-o', file]);
  const wav = readFileSync(file);
  const sampleRateHz = wav.readUInt32LE(24);
  if (sampleRateHz !== SAMPLE_RATE_HZ) throw new Error(`voice ${voice} speaks at ${sampleRateHz} Hz`);
  return new Int16Array(wav.buffer.slice(wav.byteOffset + WAV_HEADER_BYTES, wav.byteOffset + wav.length));
}

/** Cuts silence at both ends, but keeps 10 ms of it so that nothing starts with a click. */
function trim(samples) {
  const keep = SAMPLES_PER_GRID / 2;
  const loud = (sample) => Math.abs(sample) > SILENCE_LEVEL;
  const first = Math.max(0, samples.findIndex(loud) - keep);
  const last = Math.min(samples.length, samples.findLastIndex(loud) + keep);
  return samples.slice(first, last);
}

/** Brings the loud half of the sentence to one level, whatever the voice. */
function normalise(samples) {
  const voiced = samples.filter((sample) => Math.abs(sample) > SILENCE_LEVEL);
  const rms = Math.sqrt(voiced.reduce((sum, sample) => sum + sample * sample, 0) / voiced.length);
  const peak = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
  const gain = Math.min(TARGET_RMS / rms, PEAK_CEILING / peak);
  return samples.map((sample) => Math.round(sample * gain));
}

/** Fills up with zeros to whole packets. */
function padToGrid(samples) {
  const padded = new Int16Array(Math.ceil(samples.length / SAMPLES_PER_GRID) * SAMPLES_PER_GRID);
  padded.set(samples);
  return padded;
}

/** A canonical 44-byte header and the samples, little-endian. */
function toWav(samples) {
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  wav.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, i) => wav.writeInt16LE(sample, 44 + i * 2));
  return wav;
}

const script = JSON.parse(readFileSync(new URL('conversation.json', assets), 'utf8'));
mkdirSync(speech, { recursive: true });
for (const old of readdirSync(speech)) rmSync(new URL(old, speech));

let positionMs = script.firstStartMs;
let bytes = 0;
const utterances = script.utterances.map(({ speaker, gapMs, text }, i) => {
  const participant = script.participants[speaker];
  const samples = padToGrid(normalise(trim(speak(text, participant))));
  const file = `${String(i + 1).padStart(2, '0')}-${participant.name.split(' ')[0].toLowerCase()}.wav`;
  const wav = toWav(samples);
  writeFileSync(new URL(file, speech), wav);
  bytes += wav.length;
  const startMs = positionMs + gapMs;
  const endMs = startMs + (samples.length * 1000) / SAMPLE_RATE_HZ;
  positionMs = endMs;
  console.log(`speech/${file}  ${startMs}..${endMs} ms (${endMs - startMs})  ${text}`);
  return { speaker, startMs, endMs, text, language: script.language, file };
});
if (positionMs > script.durationMs) {
  throw new Error(`the conversation takes ${positionMs} ms, but repeats after ${script.durationMs} ms`);
}

const manifest = {
  durationMs: script.durationMs,
  sampleRateHz: SAMPLE_RATE_HZ,
  participants: script.participants.map(({ name }) => ({ name })),
  utterances,
  share: script.share,
};
writeFileSync(new URL('manifest.json', assets), `${JSON.stringify(manifest, null, 2)}\n`);
console.log(`manifest.json  ${utterances.length} utterances, ${Math.round(bytes / 1024)} KiB of speech`);
rmSync(scratch, { recursive: true });
