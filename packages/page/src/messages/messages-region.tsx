import { signal } from '@preact/signals';
import { server } from '../state/events.js';
import { Button, CopyButton } from '../ui/controls.js';
import { chooseFile } from '../ui/choose-file.js';
import { downloadText } from '../ui/download.js';
import { success } from '../ui/notice.js';
import { Region } from '../ui/region.js';
import { VirtualList } from '../ui/virtual-list.js';
import { countOf, timeOfDay } from '../ui/words.js';
import { CASSETTE_EXTENSION, cassetteOf } from './cassette.js';
import { deltaText, directionOf, summaryOf, wireText } from './describe.js';
import { FilterFields } from './filter-fields.js';
import { Held } from './held.js';
import {
  clearEntries,
  importCassette,
  imported,
  isPaused,
  keptCount,
  MAX_ENTRIES,
  revision,
  shownRows,
  unseen,
  type Kept,
} from './journal.js';
import { Verdicts, verdictOf } from './verdicts.js';

const ROW_HEIGHT = 28;
const DETAIL_HEIGHT = 280;

/** Row whose details are shown. */
const chosen = signal<number | undefined>(undefined);

/** The live journal: every message, connection, state, webhook and fault. */
export function MessagesRegion() {
  void revision.value;
  const rows = shownRows();
  return (
    <Region name="Messages" tools={<MessageTools rows={rows} />}>
      <FilterFields />
      <Verdicts />
      <Held />
      <div class="message-head" aria-hidden="true">
        <span>time</span>
        <span>delta</span>
        <span>direction</span>
        <span>socket</span>
        <span>type</span>
        <span>content</span>
      </div>
      <VirtualList
        label="Messages"
        rows={rows}
        rowHeight={ROW_HEIGHT}
        keyOf={({ key }) => key}
        classOf={({ key, entry }) =>
          `kind-${entry.kind} ${entry.direction ?? ''} ${imported.value === undefined ? verdictOf(key, entry) : ''}`
        }
        render={(row, before) => <Line row={row} before={before} />}
        details={(row) => <Details row={row} />}
        detailHeight={DETAIL_HEIGHT}
        chosen={chosen.value}
        choose={(key) => {
          chosen.value = key;
        }}
        empty="No messages yet. They appear here as soon as a meeting starts."
      />
    </Region>
  );
}

function MessageTools({ rows }: { readonly rows: readonly Kept[] }) {
  const { value: cassette } = imported;
  return (
    <>
      <span class="hint" role="status">
        {rows.length === keptCount.value
          ? countOf(rows.length, 'entry').replace('entrys', 'entries')
          : `${rows.length.toLocaleString('en')} of ${keptCount.value.toLocaleString('en')} entries`}
        {cassette !== undefined && ` of ${cassette.name}`}
        {unseen.value > 0 && `, ${unseen.value.toLocaleString('en')} new`}
      </span>
      <Button
        kind="small"
        pressed={isPaused.value}
        disabled={cassette !== undefined}
        title="New entries are kept meanwhile"
        run={() => {
          isPaused.value = !isPaused.value;
        }}
      >
        Freeze
      </Button>
      <Button kind="small" title="Saves the shown entries as a cassette" run={() => exportRows(rows)}>
        Export
      </Button>
      <Button
        kind="small"
        title="Shows the messages of a cassette"
        run={() => chooseFile('.jsonl,.gz', importFile)}
      >
        Import
      </Button>
      {cassette === undefined ? (
        <Button kind="small" title={`The page keeps ${MAX_ENTRIES} entries at most`} run={clearEntries}>
          Clear
        </Button>
      ) : (
        <Button
          kind="small"
          title="Shows the messages of this server again"
          run={() => {
            imported.value = undefined;
          }}
        >
          Close cassette
        </Button>
      )}
    </>
  );
}

function Line({ row: { entry }, before }: { readonly row: Kept; readonly before: Kept | undefined }) {
  const { arrow, word } = directionOf(entry);
  return (
    <>
      <span class="cell-time">{timeOfDay(entry.unixMs)}</span>
      <span class="cell-delta">{deltaText(entry, before?.entry)}</span>
      <span class="cell-direction">
        {arrow} <span class="word">{word}</span>
      </span>
      <span class="cell-socket">
        {entry.socket ?? ''} {entry.connectionId ?? ''}
      </span>
      <span class="cell-type">{entry.type}</span>
      <span class="cell-summary">{summaryOf(entry)}</span>
    </>
  );
}

function Details({ row: { entry } }: { readonly row: Kept }) {
  const wire = wireText(entry);
  const decoded = JSON.stringify(entry.detail, null, 2);
  return (
    <>
      <div class="details-head">
        <span>
          No. {entry.seq}
          {entry.streamId !== undefined && (
            <>
              {' '}
              · stream <code>{entry.streamId}</code>
            </>
          )}
          {entry.frame === 'binary' && ' · binary frame'}
        </span>
        <CopyButton text={() => entry.wire ?? JSON.stringify(entry)} />
        <CopyButton text={() => JSON.stringify(entry)} label="Copy entry" />
      </div>
      <div class="details-body">
        {wire !== '' && (
          <pre class="code" tabIndex={0} aria-label="Text on the wire">
            {wire}
          </pre>
        )}
        <pre class="code" tabIndex={0} aria-label="Decoded">
          {decoded}
        </pre>
      </div>
    </>
  );
}

function exportRows(rows: readonly Kept[]): void {
  const { value: facts } = server;
  if (facts === undefined) throw new Error('The server cannot be reached. Is it running?');
  const protocol = imported.value?.generation ?? facts.protocol;
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const text = cassetteOf(
    rows.map(({ entry }) => entry),
    { protocol, version: facts.version },
  );
  downloadText(`rtms-mock-messages-${time}${CASSETTE_EXTENSION}`, text, 'application/x-ndjson');
}

async function importFile(file: File): Promise<void> {
  const notes = await importCassette(file);
  success([`${file.name} is shown.`, ...notes].join(' '));
}
