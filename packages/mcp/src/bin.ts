/** `rtms-mock-mcp`: the MCP server over standard input and output. */
import { readFileSync } from 'node:fs';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { startMockServer, type MockServer } from '@rtms-mock/server';
import { createApi, type Api } from './api.js';
import { createMcpServer } from './mcp-server.js';

const HELP = `rtms-mock-mcp: an MCP server over standard input and output, for coding agents

Without RTMS_MOCK_URL, the first tool starts a mock server on free ports, which ends with this program.

  RTMS_MOCK_URL        a mock server that runs already, such as http://127.0.0.1:9092
  RTMS_MOCK_API_TOKEN  its API token, if it requires one
`;

let started: Promise<MockServer> | undefined;

/** The running mock server, or one of our own. */
async function api(): Promise<Api> {
  const { RTMS_MOCK_URL: url, RTMS_MOCK_API_TOKEN: token } = process.env;
  if (url !== undefined && url !== '') return createApi(url, token);
  started ??= startMockServer({ port: 0, mediaPort: 0, protocol: '2026' });
  return createApi((await started).controlUrl);
}

const [argument] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
if (argument === undefined) {
  const server = createMcpServer(version, api);
  const end = async (): Promise<void> => {
    await (await started)?.close();
    process.exit(0);
  };
  // The agent ends the server by closing its standard input.
  process.stdin.once('end', () => void end());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
  await server.connect(new StdioServerTransport());
} else if (argument === '--version' || argument === '-V') {
  process.stdout.write(`${version}\n`);
} else if (argument === '--help' || argument === '-h') {
  process.stdout.write(HELP);
} else {
  process.stderr.write(
    `rtms-mock-mcp: takes no argument ${JSON.stringify(argument)}; --help says what it does\n`,
  );
  process.exitCode = 2;
}
