import { signal } from '@preact/signals';
import { selected } from '../state/meetings.js';
import { Button, Choice, TextField, Tick } from '../ui/controls.js';
import { NO_FILTER, type EntryFilter } from './filter.js';
import { filter } from './journal.js';

const KINDS: readonly EntryFilter['kind'][] = ['message', 'connection', 'state', 'webhook', 'fault', 'note'];

/** The search follows the typing after a short while: it reads up to 100,000 entries. */
const SEARCH_DELAY_MS = 150;
const typed = signal('');
let timer: ReturnType<typeof setTimeout> | undefined;

function change(part: Partial<EntryFilter>): void {
  filter.value = { ...filter.value, ...part };
}

function search(text: string): void {
  typed.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => change({ search: text }), SEARCH_DELAY_MS);
}

/** Search and filters of the messages. */
export function FilterFields() {
  const { kind, direction, socket, stream } = filter.value;
  const shownId = selected.value?.streamId;
  return (
    <div class="filters" role="search" aria-label="Filter of messages">
      <TextField
        label="Search messages"
        hideLabel
        type="search"
        placeholder="search types, ids, wire text"
        value={typed.value}
        change={search}
      />
      <Choice
        label="Kind of entry"
        hideLabel
        value={kind}
        change={(value) => change({ kind: KINDS.find((name) => name === value) ?? '' })}
        options={[['', 'all kinds'], ...KINDS.map((name) => [name, `${name}s`] as const)]}
      />
      <Choice
        label="Direction"
        hideLabel
        value={direction}
        change={(value) => change({ direction: value === 'sent' || value === 'received' ? value : '' })}
        options={[
          ['', 'both directions'],
          ['sent', 'sent by the server'],
          ['received', 'received'],
        ]}
      />
      <Choice
        label="Socket"
        hideLabel
        value={socket}
        change={(value) => change({ socket: value === 'signaling' || value === 'media' ? value : '' })}
        options={[
          ['', 'all sockets'],
          ['signaling', 'signaling'],
          ['media', 'media'],
        ]}
      />
      <Tick
        label="shown meeting only"
        checked={stream !== ''}
        disabled={shownId === undefined && stream === ''}
        change={(checked) => change({ stream: checked ? (shownId ?? '') : '' })}
      />
      <Button
        kind="small"
        run={() => {
          typed.value = '';
          filter.value = NO_FILTER;
        }}
      >
        Reset filter
      </Button>
    </div>
  );
}
