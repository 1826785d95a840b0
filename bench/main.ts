/**
 * `pnpm bench`: measures the CPU time of sending, the lateness of messages and the memory. Server and readers are
 * separate processes on loopback.
 *
 *   --quick       small numbers, a few seconds: tests the bench, measures nothing
 *   --only NAME   cost, encryption, lateness, memory, start, page, record or virtual; may be given several times
 *   --json FILE   writes the results to FILE too; `-` prints only JSON
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  measureCost,
  measureEncryption,
  measureLateness,
  measureMemory,
  type EncryptionCost,
} from './measurements.js';
import { describeMachine, rowsOf, tableOf, type Results } from './report.js';
import { measurePage } from './page.js';
import { measureRecording } from './recording.js';
import { measureStartUp } from './start-up.js';
import { measureVirtualTime } from './virtual.js';

/** Sizes of the measurements. */
const FULL = {
  audioCost: { streams: 500, rounds: 3, roundMs: 2000 },
  videoCost: { streams: 50, rounds: 3, roundMs: 2000 },
  encryptedStreams: [50, 500],
  audioStreams: [100, 500, 1000, 2000],
  videoStreams: [50, 100],
  forMs: 6000,
  memory: { streams: 1000, forMs: 10_000 },
  starts: 3,
  page: { loads: 9, speakMs: 10_000 },
  recording: { streams: 100, rounds: 7, roundMs: 2000 },
  virtualSeconds: 3600,
};

const QUICK: typeof FULL = {
  audioCost: { streams: 5, rounds: 1, roundMs: 200 },
  videoCost: { streams: 2, rounds: 1, roundMs: 200 },
  encryptedStreams: [5],
  audioStreams: [5],
  videoStreams: [2],
  forMs: 300,
  memory: { streams: 3, forMs: 300 },
  starts: 1,
  page: { loads: 1, speakMs: 1000 },
  recording: { streams: 2, rounds: 1, roundMs: 200 },
  virtualSeconds: 10,
};

async function run(quick: boolean, wants: (name: string) => boolean): Promise<Results> {
  const startMs = performance.now();
  const size = quick ? QUICK : FULL;
  const progress = (what: string): void => {
    const seconds = Math.round((performance.now() - startMs) / 1000);
    process.stderr.write(`${String(seconds).padStart(4)} s  ${what} …\n`);
  };
  const costs = [];
  if (wants('cost')) {
    progress('cost of 20 ms audio');
    costs.push(await measureCost('audio', { ...size.audioCost, quick }));
    progress('cost of 12 kB video');
    costs.push(await measureCost('video', { ...size.videoCost, quick }));
  }
  const encryption: EncryptionCost[] = [];
  if (wants('encryption')) {
    progress('encrypted 20 ms audio');
    for (const streams of size.encryptedStreams) {
      encryption.push(await measureEncryption({ ...size.audioCost, streams, quick }));
    }
  }
  const lateness = [];
  if (wants('lateness')) {
    for (const streams of size.audioStreams) {
      progress(`${streams} streams of audio`);
      lateness.push(await measureLateness('audio', { streams, forMs: size.forMs, quick }));
    }
    for (const streams of size.videoStreams) {
      progress(`${streams} streams of video`);
      lateness.push(await measureLateness('video', { streams, forMs: size.forMs, quick }));
    }
  }
  const memory = [];
  if (wants('memory')) {
    progress(`memory of ${size.memory.streams} streams`);
    memory.push(await measureMemory({ ...size.memory, quick }));
  }
  let virtualTime: Results['virtualTime'] = [];
  if (wants('virtual')) {
    progress(`${size.virtualSeconds} s of virtual time`);
    virtualTime = await measureVirtualTime(size.virtualSeconds);
  }
  let startUp: Results['startUp'] = null;
  if (wants('start')) {
    progress('start');
    startUp = (await measureStartUp(size.starts)) ?? null;
    if (!startUp) progress('skipped, because the server is not built');
  }
  let page: Results['page'] = null;
  if (wants('page')) {
    progress('the page in Chromium');
    page = (await measurePage(size.page.loads, size.page.speakMs)) ?? null;
    if (!page) progress('skipped, because there is no Chromium or the page is not built');
  }
  const recording = [];
  if (wants('record')) {
    for (const name of ['bench.rtms.jsonl', 'bench.rtms.jsonl.gz']) {
      progress(`${size.recording.streams} streams recorded in ${name}`);
      recording.push(await measureRecording(name, { ...size.recording, quick }));
    }
  }
  const seconds = Math.round((performance.now() - startMs) / 1000);
  return {
    ...describeMachine(),
    quick,
    seconds,
    costs,
    encryption,
    lateness,
    memory,
    virtualTime,
    startUp,
    page,
    recording,
  };
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    json: { type: 'string' },
  },
});
const results = await run(values.quick, (name) => values.only.length === 0 || values.only.includes(name));
const json = `${JSON.stringify(results, null, 2)}\n`;
if (values.json === '-') {
  process.stdout.write(json);
} else {
  console.log(`\n${results.cpu}, ${results.cores} cores, Node ${results.node}, ${results.seconds} s\n`);
  console.log(tableOf(rowsOf(results)));
  if (values.json === undefined) console.log(`\n${json}`);
  else writeFileSync(values.json, json);
}
