/**
 * The sample app without the mock server: receives webhooks, joins streams, shows the media. Environment variables:
 * ZM_RTMS_CLIENT, ZM_RTMS_SECRET, ZM_RTMS_PORT (default 8080), ZM_RTMS_PATH (default /webhook) and
 * ZM_RTMS_WEBHOOK_SECRET.
 */
import { once } from 'node:events';
import rtms from '@rtms-mock/client';
import { createDisplay } from './display.js';
import { startReceiver } from './receiver.js';

rtms.configureLogger({ level: rtms.LogLevel.WARN });
const display = createDisplay(process.stdout);

try {
  const receiver = await startReceiver({
    port: Number(process.env['ZM_RTMS_PORT'] ?? 8080),
    path: process.env['ZM_RTMS_PATH'] ?? '/webhook',
    display,
    statusEveryMs: process.stdout.isTTY ? 250 : 1000,
  });
  display.line(`Waiting for webhooks at ${receiver.url}. Ctrl-C ends.`);

  await once(process, 'SIGINT');
  await receiver.close();
  for (const { summary } of receiver.streams.values()) {
    for (const line of summary.finalLines()) display.line(line);
  }
} catch (error) {
  console.error(`The sample app could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
