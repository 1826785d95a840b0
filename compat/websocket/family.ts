/** Message sizes that WebSocket libraries receive: first with their defaults, then with the setting that raises the limit. */
import { startMockServer, toneSource } from '@rtms-mock/server';
import { markdownTable, rowsOf, type Family, type Results } from '../family.js';
import { LIBRARIES, type Library } from './libraries.js';
import { LARGEST, measure } from './measure.js';

/** Results of a library, as `results.json` keeps them. */
export interface LibraryResult {
  readonly version: string;
  /** Default limit in bytes; `null` if there was none up to `received`. */
  readonly limit: number | null;
  /** Size of the largest message that arrived, with the setting if there is one; in bytes. */
  readonly received: number;
  /** What the app sees at the limit. */
  readonly ended?: string;
  /** Close code at the server. */
  readonly closeCode?: number;
}

/** Longest text of an error in the table. */
const MAX_TEXT = 140;

/** `65,536`, and from 1 MiB on `4 MiB`. */
function size(bytes: number): string {
  const mib = bytes / 2 ** 20;
  return mib >= 1 ? `${Math.floor(mib)} MiB` : bytes.toLocaleString('en');
}

function codeText(text: string): string {
  const line = text.replace(/[`|]/g, "'").replace(/\s+/g, ' ');
  return `\`${line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line}\``;
}

function row(
  { name, setting }: Library,
  { version, limit, received, ended, closeCode }: LibraryResult,
): readonly (string | number)[] {
  return [
    `${name} ${version}`,
    limit === null ? `none up to ${size(received)}` : size(limit),
    ended === undefined ? '' : codeText(ended),
    closeCode ?? '',
    limit === null ? '' : (setting ?? ''),
  ];
}

/** The WebSocket libraries. */
export const websocket: Family<Library, LibraryResult> = {
  name: 'websocket',
  subjects: LIBRARIES,
  document: 'docs/PROTOCOL.md',
  async start() {
    const server = await startMockServer({ port: 0, mediaPort: 0, media: toneSource() });
    return {
      async run({ version, setting, run }, cwd) {
        const plain = await measure(server, { run, cwd, mode: 'default' });
        const { limit = null, ended, closeCode, received } = plain;
        if (limit === null || ended === undefined || closeCode === undefined) {
          return { version, limit, received };
        }
        if (plain.isNoted !== true) throw new Error('the server did not note that the message was too large');
        if (setting === undefined) {
          throw new Error(`it has a limit of ${limit}, and libraries.ts names no setting`);
        }
        const raised = await measure(server, { run, cwd, mode: 'raised' });
        if (raised.received < LARGEST) throw new Error(`the setting does not help: ${raised.ended}`);
        return { version, limit, received: raised.received, ended, closeCode };
      },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
  summary: ({ limit, received, closeCode = '', ended = '' }) =>
    limit === null ? `no limit up to ${received}` : `${limit} bytes, close code ${closeCode}; ${ended}`,
  tables: (results: Results<LibraryResult>) => ({
    libraries: markdownTable(
      ['library', 'default limit, bytes', 'the app sees', 'code at the server', 'setting'],
      rowsOf(LIBRARIES, results, row),
    ),
  }),
};
