import { selected } from '../state/meetings.js';
import { Button } from '../ui/controls.js';
import { bytesText, countOf } from '../ui/words.js';
import { received, receiveHere, receiver, stopReceiving } from './receiver.js';

/** The app inside the page, which can take the place of one of your own. */
export function Receiver() {
  const { value: state } = receiver;
  const stream = selected.value;
  const isOn = state.name === 'joining' || state.name === 'receiving';
  const canJoin = stream !== undefined && stream.state !== 'terminated' && !stream.meetingEnded;
  return (
    <div class="receiver">
      <p>
        <strong>Built-in receiver</strong> <span class="hint">{stateText()}</span>
      </p>
      <p class="buttons">
        <Button disabled={isOn || !canJoin} run={() => receiveHere(stream?.streamId ?? '')}>
          Receive here
        </Button>
        <Button disabled={!isOn} run={stopReceiving}>
          Stop receiving
        </Button>
      </p>
      <p class="counts">
        {[...received.value].map(([name, { frames, characters }]) => (
          <span key={name} class="chip">
            {name}: {countOf(frames, 'frame')}, {bytesText(characters)}
          </span>
        ))}
      </p>
    </div>
  );
}

function stateText(): string {
  const { value: state } = receiver;
  switch (state.name) {
    case 'off':
      return 'This page can join the meeting as an app, over WebSocket like any other.';
    case 'joining':
      return 'Joining …';
    case 'receiving':
      return 'Joined: receiving all media.';
    case 'ended':
      return state.reason;
  }
}
