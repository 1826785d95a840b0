/** The proxy of `rtms-mock record`, whose recording can be switched off to compare. */
import { openCassette } from '../packages/mock-server/src/cassette/cassette-writer.js';
import { Recording } from '../packages/mock-server/src/cassette/recording.js';
import { systemClock } from '../packages/mock-server/src/clock.js';
import { DEV_CREDENTIALS } from '../packages/mock-server/src/credentials.js';
import { silentLogger } from '../packages/mock-server/src/log.js';
import { startRecorder, type Recorder } from '../packages/mock-server/src/proxy/recorder.js';
import { serve } from './rpc.js';

/** Records only while it is switched on. */
class SwitchedRecording extends Recording {
  isOn = false;

  override message(...args: Parameters<Recording['message']>): void {
    if (this.isOn) super.message(...args);
  }
}

/** Totals since the start of the process. */
export interface ProxyUsage {
  readonly cpuMicros: number;
  /** Messages that were recorded. */
  readonly recorded: number;
}

let recording: SwitchedRecording | undefined;
let recorder: Recorder | undefined;

const calls = {
  /** Starts the proxy, which records to the file `path`. Returns its URL. */
  async start({ upstream, path }: { readonly upstream: string; readonly path: string }): Promise<string> {
    const clock = systemClock();
    const file = await openCassette({
      path,
      option: '--to',
      content: {
        generation: '2025',
        recorder: 'proxy',
        payload: 'inline',
        redacted: [],
        capabilities: ['media'],
      },
      logger: silentLogger,
      clock,
    });
    recording = new SwitchedRecording(file, { redacted: [] }, silentLogger);
    recorder = await startRecorder({
      host: '127.0.0.1',
      port: 0,
      publicUrl: undefined,
      tls: undefined,
      upstream,
      webhookUrl: 'http://127.0.0.1:1/',
      webhookInsecure: false,
      credentials: () => DEV_CREDENTIALS,
      recording,
      onHandshake: () => {},
      logger: silentLogger,
      clock,
    });
    return recorder.signalingUrl;
  },

  /** Switches the recording on or off; messages are relayed in any case. */
  record(on: boolean): void {
    if (recording) recording.isOn = on;
  },

  usage(): ProxyUsage {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, recorded: recorder?.counts.messages ?? 0 };
  },
};

/** Calls of the proxy process. */
export type ProxyCalls = typeof calls;

serve(calls);
