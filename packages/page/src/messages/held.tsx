import { effect, signal } from '@preact/signals';
import type { HeldMessage } from '../api/bodies.js';
import { MessageType } from '@rtms-mock/protocol';
import { steps } from '../faults/step-form.js';
import { heldMessages, serverTime } from '../state/events.js';
import { actOnStream, selected } from '../state/meetings.js';
import { Button, Choice, TextField } from '../ui/controls.js';
import { success } from '../ui/notice.js';
import { holdText, releaseText } from './held-words.js';

const type = signal('');
const socket = signal('all');
const direction = signal('all');
const times = signal('');
const atMost = signal('');

const COUNT_MS = 500;
/** Time of the page while messages are held, in milliseconds. */
const now = signal(performance.now());

effect(() => {
  if (![...heldMessages.value.values()].some(({ held }) => held.length > 0)) return undefined;
  const timer = setInterval(() => void (now.value = performance.now()), COUNT_MS);
  return () => clearInterval(timer);
});

const TYPE_NAMES = Object.keys(MessageType).filter((name) => name !== 'UNDEFINED');

async function hold(): Promise<void> {
  await actOnStream('steps', {
    do: 'hold',
    ...(type.value !== '' && { type: type.value }),
    ...(socket.value !== 'all' && { socket: socket.value }),
    ...(direction.value !== 'all' && { direction: direction.value }),
    ...(times.value.trim() !== '' && { times: Number(times.value) }),
    ...(atMost.value.trim() !== '' && { for: atMost.value.trim() }),
  });
  success(holdText({ times: times.value, atMost: atMost.value.trim() || defaultTime() }));
}

/** Time after which the server lets a held message go on, if nothing else is asked for. */
function defaultTime(): string {
  const fields = steps.value.find(({ name }) => name === 'hold')?.fields ?? [];
  return fields.find(({ name }) => name === 'for')?.default ?? '60s';
}

async function releaseAll(): Promise<void> {
  await actOnStream('steps', { do: 'release' });
}

/** Breakpoints on messages, and the messages that they hold. */
export function Held() {
  const stream = selected.value;
  const isRunning = stream !== undefined && stream.state !== 'terminated';
  const list = stream && heldMessages.value.get(stream.streamId);
  const held = list?.held ?? [];
  return (
    <details class="hold" open={held.length > 0}>
      <summary>Hold and edit: {held.length === 0 ? 'nothing is held' : `${held.length} held`}</summary>
      <HoldFields isRunning={isRunning} hasHeld={(stream?.held ?? 0) > 0 || held.length > 0} />
      {held.map((message) => (
        <HeldEditor key={message.id} held={message} receivedMs={list?.receivedMs ?? 0} />
      ))}
    </details>
  );
}

function HoldFields({ isRunning, hasHeld }: { readonly isRunning: boolean; readonly hasHeld: boolean }) {
  return (
    <div class="fields">
      <Choice
        label="Hold messages of type"
        value={type.value}
        change={(value) => void (type.value = value)}
        options={[['', 'any type'], ...TYPE_NAMES.map((name) => [name, name] as const)]}
      />
      <Choice
        label="Sockets"
        value={socket.value}
        change={(value) => void (socket.value = value)}
        options={['all', 'signaling', 'media'].map((name) => [name, name] as const)}
      />
      <Choice
        label="Sent or received"
        value={direction.value}
        change={(value) => void (direction.value = value)}
        options={['all', 'sent', 'received'].map((name) => [name, name] as const)}
      />
      <TextField
        label="Number of messages"
        type="number"
        value={times.value}
        placeholder="until released"
        change={(value) => void (times.value = value)}
      />
      <TextField
        label="Held for at most"
        value={atMost.value}
        placeholder={defaultTime()}
        change={(value) => void (atMost.value = value)}
      />
      <p class="buttons wide">
        <Button disabled={!isRunning} run={hold}>
          Hold
        </Button>
        <Button disabled={!isRunning} run={releaseAll}>
          {hasHeld ? 'Release all and stop holding' : 'Stop holding'}
        </Button>
      </p>
    </div>
  );
}

/** Texts as edited, by id of the held message. */
const edits = signal<ReadonlyMap<string, string>>(new Map());

function HeldEditor({ held, receivedMs }: { readonly held: HeldMessage; readonly receivedMs: number }) {
  const { id, type: name, direction: way, socket: kind, connectionId } = held;
  const original = held.message === null ? held.text : JSON.stringify(held.message, null, 2);
  const text = edits.value.get(id) ?? original;
  const send = async (action: 'release' | 'drop'): Promise<void> => {
    const changed = action === 'release' && text !== original;
    await actOnStream(`held/${encodeURIComponent(id)}`, { action, ...(changed && editedPart(text)) });
    const rest = new Map(edits.value);
    rest.delete(id);
    edits.value = rest;
  };
  return (
    <div class="held">
      <p>
        <strong>{name}</strong> {way === 'sent' ? 'to the app' : 'from the app'} on {kind}{' '}
        <code>{connectionId}</code>
        {held.releasesInMs !== null &&
          `, ${releaseText(held.releasesInMs, Math.max(0, now.value - receivedMs), serverTime.value)}`}
      </p>
      <textarea
        aria-label={`Held message ${id}`}
        spellcheck={false}
        rows={Math.min(16, text.split('\n').length + 1)}
        value={text}
        onInput={({ currentTarget }) => {
          edits.value = new Map(edits.value).set(id, currentTarget.value);
        }}
      />
      <p class="buttons">
        <Button kind="primary" run={() => send('release')}>
          {text === original ? 'Release' : 'Send changed'}
        </Button>
        <Button kind="danger" run={() => send('drop')}>
          Drop
        </Button>
      </p>
    </div>
  );
}

/** An edited message as an object; text that is not a JSON object is sent as it is. */
function editedPart(text: string): { readonly message: object } | Pick<HeldMessage, 'text'> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { message: value };
  } catch {
    // Not JSON: sent as typed, which a test of an app may want.
  }
  return { text };
}
