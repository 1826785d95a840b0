/** The sample app without the mock server: receives webhooks, joins streams, shows the media. `--help` explains it. */
import { once } from 'node:events';
import rtms from '@rtms-mock/client';
import { APP_HELP, DEFAULT_PAGE_PORT, parseAppArguments, type AppOptions } from './app-options.js';
import { createDisplay } from './display.js';
import { startReceiver } from './receiver.js';
import { findFfmpeg } from './web/ffmpeg.js';

const parsed = parseAppArguments(process.argv.slice(2), process.env);
switch (parsed.kind) {
  case 'help':
    console.log(APP_HELP);
    break;
  case 'wrong':
    console.error(parsed.problem);
    process.exitCode = 2;
    break;
  case 'run':
    try {
      await run(parsed.options);
    } catch (error) {
      // Such as a port in use: the message says what to do.
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 2;
    }
}

async function run({ port, host, path, verbose, keepBytes }: AppOptions): Promise<void> {
  rtms.configureLogger({ level: rtms.LogLevel.WARN });
  const display = createDisplay(process.stdout);
  const receiver = await startReceiver({
    listen: { host, port: port ?? DEFAULT_PAGE_PORT, orAnyPort: port === undefined },
    path,
    display,
    statusEveryMs: process.stdout.isTTY ? 250 : 1000,
    keepBytes,
    ffmpeg: await findFfmpeg(process.env),
    verbose,
  });
  display.line(`Sample app: ${receiver.pageUrl}`);
  for (const name of ['ZM_RTMS_CLIENT', 'ZM_RTMS_SECRET', 'ZM_RTMS_WEBHOOK_SECRET']) {
    if (!process.env[name]) display.line(`${name} is not set: --help says where its value comes from`);
  }
  display.line(`Waiting for webhooks at ${receiver.url}. Ctrl-C ends.`);

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await receiver.close();
  for (const { summary } of receiver.streams.values()) {
    for (const line of summary.finalLines()) display.line(line);
  }
}
