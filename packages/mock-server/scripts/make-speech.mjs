/**
 * Makes the speech and the manifests of the built-in conversations from their scripts: `speech/*.wav` and
 * `manifest.json` from `conversation.json`, `long-talk/speech/*.opus` and `long-talk/manifest.json` from
 * `long-talk/conversation.json`, all in `assets`. Needs `flite` with its voices of 16 kHz (`flite -lv` lists them) and
 * an `ffmpeg` with libopus. Same input and tools, same output.
 *
 *   node packages/mock-server/scripts/make-speech.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** An Ogg file with Opus of 12 kbit/s. Same input and version of ffmpeg, same bytes. */
function toOggOpus(samples) {
  const options = '-c:a libopus -application voip -b:a 12k -frame_duration 60 -page_duration 60000000 -f ogg';
  const exact = '-map_metadata -1 -fflags +bitexact -flags:a +bitexact';
  return execFileSync('ffmpeg', `-v error -f wav -i - ${options} ${exact} -`.split(' '), {
    input: toWav(samples),
  });
}

/** Formats of the speech by the ending of its files. */
const ENCODERS = { wav: toWav, opus: toOggOpus };

/**
 * Synthesises the utterances of a script and places them. A script without `gapMs` gets equal pauses that fill its
 * duration.
 *
 * @param {string} script path of the script in `assets/`
 * @param {{manifest: string, folder: string, ending: keyof typeof ENCODERS}} output in `assets/`
 */
function makeConversation(script, { manifest, folder, ending }) {
  const { durationMs, firstStartMs, participants, utterances, language, share } = JSON.parse(
    readFileSync(new URL(script, assets), 'utf8'),
  );
  const speech = new URL(folder, assets);
  rmSync(speech, { recursive: true, force: true });
  mkdirSync(speech, { recursive: true });

  const spoken = utterances.map(({ speaker, text }) =>
    padToGrid(normalise(trim(speak(text, participants[speaker])))),
  );
  const lengthsMs = spoken.map((samples) => (samples.length * 1000) / SAMPLE_RATE_HZ);
  const pauseMs = durationMs - firstStartMs - lengthsMs.reduce((sum, lengthMs) => sum + lengthMs, 0);
  const equalGapMs = Math.floor(pauseMs / utterances.length / GRID_MS) * GRID_MS;

  const digits = String(utterances.length).length;
  let positionMs = firstStartMs;
  let bytes = 0;
  const placed = utterances.map(({ speaker, gapMs = equalGapMs, text }, i) => {
    const name = participants[speaker].name.split(' ')[0].toLowerCase();
    const file = `${String(i + 1).padStart(digits, '0')}-${name}.${ending}`;
    const encoded = ENCODERS[ending](spoken[i]);
    writeFileSync(new URL(file, speech), encoded);
    bytes += encoded.length;
    const startMs = positionMs + (i === 0 ? 0 : gapMs);
    const endMs = startMs + lengthsMs[i];
    positionMs = endMs;
    console.log(`${folder}${file}  ${startMs}..${endMs} ms (${endMs - startMs})  ${text}`);
    return { speaker, startMs, endMs, text, language, file };
  });
  if (positionMs > durationMs) {
    throw new Error(`${script} takes ${positionMs} ms, but repeats after ${durationMs} ms`);
  }

  const content = {
    durationMs,
    sampleRateHz: SAMPLE_RATE_HZ,
    participants: participants.map(({ name }) => ({ name })),
    utterances: placed,
    share,
  };
  writeFileSync(new URL(manifest, assets), `${JSON.stringify(content, null, 2)}\n`);
  console.log(`${manifest}  ${placed.length} utterances, ${Math.round(bytes / 1024)} KiB of speech`);
}

makeConversation('conversation.json', { manifest: 'manifest.json', folder: 'speech/', ending: 'wav' });
makeConversation('long-talk/conversation.json', {
  manifest: 'long-talk/manifest.json',
  folder: 'long-talk/speech/',
  ending: 'opus',
});
rmSync(scratch, { recursive: true });
