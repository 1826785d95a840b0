/** The consumers of media that `pnpm compat` runs, each with a client in `clients/`. */
import type { Subject } from '../family.js';

/** What a client has measured, by name. */
export interface Figures {
  readonly [name: string]: number | string | boolean;
}

/** A decoder, recogniser or other program that receives media. */
export interface Consumer extends Subject {
  readonly kind: 'video' | 'audio';
  /** Command that prints version and figures. */
  readonly run: readonly string[];
  /** What was observed, as Markdown. */
  observed(figures: Figures): string;
  readonly remedy: string;
}

/** `no frame`, `one frame`, `three frames`. */
function frames(count: Figures[string] | undefined): string {
  const words = ['no frame', 'one frame', 'two frames', 'three frames'];
  return words[Number(count)] ?? `${count} frames`;
}

const PYTHON = {
  tools: ['python3'],
  prepare: [
    ['python3', '-m', 'venv', 'venv'],
    ['venv/bin/pip', 'install', '--quiet', '-r', 'requirements.txt'],
  ],
  run: ['venv/bin/python', 'client.py'],
} as const;

const NPM_INSTALL = ['npm', 'install', '--silent', '--no-audit', '--no-fund'] as const;

/** In the order of the tables. */
export const CONSUMERS: readonly Consumer[] = [
  {
    name: 'WebCodecs in Chromium',
    version: '156',
    isPartOfTool: true,
    kind: 'video',
    folder: 'webcodecs',
    tools: ['npm', 'chromium'],
    prepare: [NPM_INSTALL],
    run: ['node', 'client.mjs'],
    observed: ({ plain, optimized, codedHeight, displayHeight }) =>
      `holds back ${frames(plain)}, ${frames(optimized)} with \`optimizeForLatency\`; \`codedHeight\` is ${codedHeight} for video of 720 lines, \`displayHeight\` ${displayHeight}`,
    remedy:
      '`optimizeForLatency: true` in `configure`; `displayWidth` and `displayHeight` instead of the coded size',
  },
  {
    name: 'GStreamer `h264parse ! avdec_h264`',
    version: '1.22.0',
    isPartOfTool: true,
    kind: 'video',
    folder: 'gstreamer',
    tools: ['gst-launch-1.0'],
    probe: ['/usr/bin/python3', '-c', 'import gi; gi.require_version("GstApp", "1.0")'],
    prepare: [],
    run: ['/usr/bin/python3', 'client.py'],
    observed: ({ plain, aligned, single, both }) =>
      `holds back ${frames(plain)}; ${frames(aligned)} with \`alignment=au\`, ${frames(single)} with \`max-threads=1\`, ${frames(both)} with both`,
    remedy: '`alignment=au` in the caps of the source, and `max-threads=1` of the decoder',
  },
  {
    ...PYTHON,
    name: 'OpenCV `VideoCapture`',
    version: '5.0.0.93',
    kind: 'video',
    folder: 'opencv',
    observed: ({ frames: count, first, last, sizes }) =>
      sizes === 1
        ? `${count} of 100 frames; those after a change from 640x360 to 1280x720 are scaled to ${last}`
        : `${count} of 100 frames, from ${first} to ${last}`,
    remedy: 'open a new capture at each SPS with another size',
  },
  {
    ...PYTHON,
    name: 'ffmpeg `-f h264 -i - -c copy`',
    version: '9.0.2',
    isPartOfTool: true,
    kind: 'video',
    folder: 'ffmpeg',
    observed: ({ decoded, ours, untimed, framerate, rate }) =>
      `6 seconds of this server stay ${ours} s (${decoded} of 150 frames decoded); 6 seconds without timing in the SPS become ${untimed} s, ${framerate} s with \`-framerate 25\`, ${rate} s with \`-r 25\`, always with exit code 0`,
    remedy:
      'none needed here: the SPS of this server carries timing. For other sources write `-r 25` before `-i`',
  },
  {
    name: 'opusscript',
    version: '0.1.1',
    kind: 'audio',
    folder: 'opusscript',
    tools: ['npm'],
    prepare: [NPM_INSTALL],
    run: ['node', 'client.mjs'],
    observed: ({ ms60, ms120 }) =>
      `a packet of 60 ms becomes ${ms60} ms, one of 120 ms becomes ${ms120} ms, without an error`,
    remedy: 'none needed here: Opus packets have at most 60 ms. For other sources use another decoder',
  },
  {
    name: 'Python `audioop`',
    version: '3.13',
    isPartOfTool: true,
    kind: 'audio',
    folder: 'audioop',
    tools: ['python3.13'],
    probe: ['python3.13', '--version'],
    prepare: [
      ['python3.13', '-m', 'venv', 'venv'],
      ['venv/bin/pip', 'install', '--quiet', '-r', 'requirements.txt'],
    ],
    run: ['venv/bin/python', 'client.py'],
    observed: ({ built_in: isBuiltIn, same }) =>
      `${isBuiltIn === true ? 'has the module' : 'has no such module any more'}, which many examples use for G.711 and resampling; \`audioop-lts\` 0.2.2 ${same === true ? 'decodes and encodes' : 'changes'} the A-law of this server`,
    remedy: 'the package `audioop-lts`, or NumPy',
  },
  {
    ...PYTHON,
    name: 'webrtcvad',
    version: '2.0.10',
    kind: 'audio',
    folder: 'webrtcvad',
    observed: ({ mode0, mode3, false0, false3 }) =>
      `finds speech in ${mode0} % of the packets within an utterance of the built-in meeting (mode 3: ${mode3} %), and in ${false0} % of those between them (mode 3: ${false3} %)`,
    remedy:
      'mode 3 for less speech after the end of an utterance. Install `setuptools` below version 82 with it: it imports `pkg_resources`',
  },
  {
    ...PYTHON,
    name: 'pocketsphinx',
    version: '5.1.1',
    kind: 'audio',
    folder: 'pocketsphinx',
    observed: ({ wrong, words, percent }) =>
      `${percent} % wrong words in the built-in meeting (${wrong} for ${words})`,
    remedy: 'invented names are its hardest words',
  },
];
