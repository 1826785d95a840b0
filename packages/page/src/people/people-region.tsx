import { signal } from '@preact/signals';
import type { StreamView } from '../api/bodies.js';
import { CaptureControls } from '../capture/capture-controls.js';
import { addGuest } from '../capture/guests.js';
import { selected } from '../state/meetings.js';
import { Button, Choice, TextField } from '../ui/controls.js';
import { Region } from '../ui/region.js';
import { isListening, toggleListening } from './listen.js';
import { shownScreen, videoProblem } from './pictures.js';
import { Picture, Tile } from './tile.js';
import { watched, watching } from './watch.js';

/** Everyone in the meeting, and what is sent of them. */
export function PeopleRegion() {
  const stream = selected.value;
  return (
    <Region name="People" tools={<WatchTools stream={stream} />}>
      <CaptureControls />
      {videoProblem.value !== '' && <p class="report bad">{videoProblem.value}</p>}
      {stream === undefined ? (
        <p class="hint empty">People appear here as tiles when a meeting has started.</p>
      ) : (
        <ul class="tiles">
          {stream.people.map((person) => (
            <Tile key={person.userId} person={person} stream={stream} />
          ))}
          {stream.sharer !== null && <ScreenTile stream={stream} userId={stream.sharer} />}
        </ul>
      )}
      <AddGuest isRunning={stream !== undefined && !stream.meetingEnded} />
    </Region>
  );
}

function ScreenTile({ stream, userId }: { readonly stream: StreamView; readonly userId: number }) {
  const name = stream.people.find((person) => person.userId === userId)?.name ?? String(userId);
  return (
    <li class="tile screen">
      <div class="picture">
        <span class="waiting">
          {stream.state === 'terminated' ? 'the stream has ended' : 'waiting for the first frame'}
        </span>
        <Picture of="share" userId={userId} name={name} isShown={shownScreen.value === userId} />
      </div>
      <div class="tile-foot">
        <span class="name">Screen of {name}</span>
      </div>
    </li>
  );
}

function WatchTools({ stream }: { readonly stream: StreamView | undefined }) {
  const media = stream?.connections.filter(({ socket }) => socket === 'media') ?? [];
  return (
    <>
      <Choice
        label="Watched connection"
        hideLabel
        value={watched.value}
        disabled={stream === undefined}
        change={(value) => {
          watched.value = value;
        }}
        options={[
          ['', `what an app is sent${watching.value === undefined ? '' : ` (now ${watching.value})`}`],
          ['source', 'the source'],
          ...media.map(({ id, mediaTypes }) => [id, `${id}: ${mediaTypes.join(', ')}`] as const),
        ]}
      />
      <Button kind="small" pressed={isListening.value} disabled={stream === undefined} run={toggleListening}>
        Listen
      </Button>
    </>
  );
}

const guestName = signal('');

function AddGuest({ isRunning }: { readonly isRunning: boolean }) {
  const add = async (): Promise<void> => {
    await addGuest(guestName.value.trim() || 'Guest');
    guestName.value = '';
  };
  return (
    <div class="row-fields">
      <TextField
        label="Add a participant"
        value={guestName.value}
        placeholder="name"
        disabled={!isRunning}
        change={(value) => {
          guestName.value = value;
        }}
      />
      <Button disabled={!isRunning} run={add}>
        Add
      </Button>
    </div>
  );
}
