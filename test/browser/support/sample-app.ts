import { DEV_CREDENTIALS } from '@rtms-mock/server';
import { vi } from 'vitest';
import {
  startReceiver,
  type Receiver,
  type ReceiverOptions,
} from '../../../packages/sample-app/src/receiver.js';

/** The sample app in the test's process. */
export interface TestSampleApp extends AsyncDisposable {
  readonly receiver: Receiver;
  /** Lines that it has printed. */
  readonly lines: string[];
}

/** Starts the sample app on a free port, with the credentials that servers have by default. */
export async function startSampleApp(options: Partial<ReceiverOptions> = {}): Promise<TestSampleApp> {
  const [{ clientId, clientSecret }] = DEV_CREDENTIALS.apps;
  vi.stubEnv('ZM_RTMS_CLIENT', clientId);
  vi.stubEnv('ZM_RTMS_SECRET', clientSecret);
  vi.stubEnv('ZM_RTMS_WEBHOOK_SECRET', DEV_CREDENTIALS.secretToken);
  const lines: string[] = [];
  const receiver = await startReceiver({
    listen: { host: 'localhost', port: 0, orAnyPort: false },
    path: '/webhook',
    display: { line: (line) => void lines.push(line), status: () => undefined, clear: () => undefined },
    statusEveryMs: 1000,
    keepBytes: 50_000_000,
    ffmpeg: undefined,
    ...options,
  });
  return { receiver, lines, [Symbol.asyncDispose]: () => receiver.close() };
}
