/** The sample app without the mock server: receives webhooks, joins streams, shows the media. `--help` explains it. */
import { once } from 'node:events';
import rtms from '@rtms-mock/client';
import { APP_HELP, parseAppArguments, type AppOptions } from './app-options.js';
import { portOfPage, receiverSurroundings, runCommand } from './command.js';
import { startReceiver } from './receiver.js';

await runCommand(parseAppArguments(process.argv.slice(2), process.env), {
  help: APP_HELP,
  run,
  problemOf: (error) => (error instanceof Error ? error.message : String(error)),
});

async function run({ port, host, path, verbose, keepBytes }: AppOptions): Promise<number> {
  rtms.configureLogger({ level: rtms.LogLevel.WARN });
  const surroundings = await receiverSurroundings();
  const { display } = surroundings;
  const receiver = await startReceiver({
    ...surroundings,
    listen: { host, ...portOfPage(port) },
    path,
    keepBytes,
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
  return 0;
}
