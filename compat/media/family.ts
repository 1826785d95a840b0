/** What decoders, recognisers and other consumers do with the media of this server. */
import { markdownTable, rowsOf, runCommand, type Family, type Results } from '../family.js';
import { CONSUMERS, type Consumer, type Figures } from './consumers.js';
import { prepareMedia } from './input.js';

/** Results of a consumer, as `results.json` keeps them. */
export interface ConsumerResult {
  /** Version that was run. */
  readonly version: string;
  readonly figures: Figures;
}

const HEAD = ['consumer', 'observed', 'remedy'];

function table(kind: Consumer['kind'], results: Results<ConsumerResult>): string {
  const consumers = CONSUMERS.filter((consumer) => consumer.kind === kind);
  return markdownTable(
    HEAD,
    rowsOf(consumers, results, (consumer, { version, figures }) => [
      `${consumer.name} ${version}`,
      consumer.observed(figures),
      consumer.remedy,
    ]),
  );
}

/** The consumers of media. */
export const media: Family<Consumer, ConsumerResult> = {
  name: 'media',
  subjects: CONSUMERS,
  document: 'docs/consuming-media.md',
  async start() {
    const writeInput = await prepareMedia();
    return {
      writeInput,
      async run({ version, isPartOfTool, run }: Consumer, cwd: string) {
        const printed = JSON.parse(await runCommand(run, cwd)) as ConsumerResult;
        return { version: isPartOfTool === true ? printed.version : version, figures: printed.figures };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  },
  summary: ({ version, figures }) =>
    [version, ...Object.entries(figures).map(([name, value]) => `${name} ${value}`)].join(', '),
  tables: (results) => ({ video: table('video', results), audio: table('audio', results) }),
};
