import type { MeetingAction, StreamView } from '../api/bodies.js';
import { Receiver } from '../receiver/receiver-view.js';
import { allowedActions } from '../state/selection.js';
import { chosenId, isIncomplete, isLoaded, performAction, selected, streams } from '../state/meetings.js';
import { Button, Choice, CopyButton } from '../ui/controls.js';
import { Region } from '../ui/region.js';
import { bytesText, durationText } from '../ui/words.js';
import { CopyAs } from './copy-as.js';
import { FirstVisit } from './first-visit.js';
import { courseText, meetingText, noSocketText, playedByText } from './meeting-words.js';
import { StartFields, startMeeting, startReport } from './start-form.js';
import { WebhookUrlField } from './webhook-url.js';

/** Controls of a running meeting by their names on the page. */
const CONTROLS: readonly (readonly [MeetingAction, string])[] = [
  ['pause', 'Pause'],
  ['resume', 'Resume'],
  ['stop', 'Stop RTMS'],
  ['start', 'Start RTMS'],
  ['end', 'End Meeting'],
];

const MISSING =
  'Some meetings are missing here: the worker or node that played them is lost, and they come back when another one goes on with them.';

/** Starts meetings, controls the chosen one and shows its state. */
export function MeetingRegion() {
  return (
    <Region name="Meeting">
      <WebhookUrlField />
      <StartFields />
      <Controls />
      {startReport.value !== undefined && (
        <p class={`report ${startReport.value.isGood ? 'good' : 'bad'}`}>{startReport.value.text}</p>
      )}
      {isLoaded.value && streams.value.length === 0 && !isIncomplete.value && <FirstVisit />}
      <MeetingChoice />
      {isIncomplete.value && <p class="hint">{MISSING}</p>}
      <StreamState stream={selected.value} />
      <Receiver />
      <CopyAs />
    </Region>
  );
}

function Controls() {
  const allowed = allowedActions(selected.value);
  return (
    <div class="buttons">
      <Button kind="primary" run={startMeeting}>
        Start Meeting
      </Button>
      {CONTROLS.map(([action, name]) => (
        <Button
          key={action}
          kind={action === 'end' ? 'danger' : undefined}
          disabled={!allowed.has(action)}
          run={() => performAction(action)}
        >
          {name}
        </Button>
      ))}
    </div>
  );
}

function MeetingChoice() {
  const all = streams.value.toReversed();
  const options = all.map((stream) => [stream.streamId, meetingText(stream)] as const);
  return (
    <Choice
      label={all.length > 1 ? `Shown meeting, of ${all.length}` : 'Shown meeting'}
      value={selected.value?.streamId ?? ''}
      disabled={all.length === 0}
      change={(value) => {
        chosenId.value = value;
      }}
      options={options.length === 0 ? [['', 'none yet']] : options}
    />
  );
}

function StreamState({ stream }: { readonly stream: StreamView | undefined }) {
  if (stream === undefined) return <p class="hint">No meeting yet.</p>;
  const { streamId, meetingUuid, state, stopReason, meetingEnded, protocol, product, webhookUrl } = stream;
  const process = playedByText(stream);
  return (
    <div class="stream">
      <p class="states">
        <span class={`chip state-${state}`}>Stream: {state}</span>
        <span class="chip">Meeting: {meetingEnded ? 'ended' : 'running'}</span>
        <span class="chip">{product.replace('_', ' ')}</span>
        <span class="chip">protocol {protocol}</span>
        {process !== '' && <span class="chip">{process}</span>}
        {stopReason !== null && <span class="chip">{stopReason}</span>}
      </p>
      <dl class="facts">
        <dt>Stream</dt>
        <dd>
          <code>{streamId}</code> <CopyButton text={() => streamId} label="Copy id" />
        </dd>
        <dt>Meeting</dt>
        <dd>
          <code>{meetingUuid}</code>
        </dd>
        <dt>Time</dt>
        <dd>{courseText(stream) || 'not started yet'}</dd>
        <dt>Webhooks</dt>
        <dd>{webhookUrl === null ? 'none' : <code>{webhookUrl}</code>}</dd>
      </dl>
      <Sockets stream={stream} />
    </div>
  );
}

function Sockets({ stream }: { readonly stream: StreamView }) {
  const { connections } = stream;
  if (connections.length === 0) return <p class="hint">{noSocketText(stream)}</p>;
  return (
    <div class="scroll-x" tabIndex={0} role="group" aria-label="Sockets of the stream">
      <table>
        <thead>
          <tr>
            <th scope="col">Socket</th>
            <th scope="col">State</th>
            <th scope="col">Media</th>
            <th scope="col">Age</th>
            <th scope="col">Buffered</th>
          </tr>
        </thead>
        <tbody>
          {connections.map(({ id, socket, state, mediaTypes, ageMs, bufferedBytes }) => (
            <tr key={id}>
              <th scope="row">
                {socket} <code>{id}</code>
              </th>
              <td>{state}</td>
              <td class="wrap">{mediaTypes.join(', ')}</td>
              <td>{durationText(ageMs)}</td>
              <td>{bytesText(bufferedBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
