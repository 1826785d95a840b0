import { StopReason, StreamState, type Clock } from '@rtms-mock/protocol';
import type { StreamFaults } from '../faults/stream-faults.js';
import type { StreamSession } from './stream-session.js';
import type { StreamStateMachine } from './stream-state-machine.js';
import type { ServerInstance } from './server-instance.js';
import type { MediaSocket, SignalingSocket } from './stream-sockets.js';
import type { TapeStream } from './stream-tape.js';
import type { StreamStateName } from './stream-view.js';
import type { StreamWebhooks } from './stream-webhooks.js';

/** Parts of a stream that only the stream itself can change. */
export interface TapeHooks {
  readonly clock: Pick<Clock, 'unixMs'>;
  readonly session: Pick<StreamSession, 'set'>;
  /** Ends the stream. */
  readonly terminate: (reason: StopReason) => void;
  /** Closes the sockets of a stream that the recording has ended. */
  readonly close: () => void;
}

/** Stream that plays a tape. */
export interface TapeOwner {
  readonly streamId: string;
  readonly sessionId: string;
  readonly meeting: { readonly entityId: string; readonly meetingId: string };
  readonly signalingConnections: readonly SignalingSocket[];
  readonly mediaConnections: readonly MediaSocket[];
  readonly instance: ServerInstance;
  readonly webhooks: StreamWebhooks;
  readonly faults: Pick<StreamFaults, 'changeFraming'>;
  readonly state: StreamStateName;
  readonly stopReason: StopReason | undefined;
}

/** Returns the view of a stream that its tape has. */
export function tapeStream(stream: TapeOwner, machine: StreamStateMachine, hooks: TapeHooks): TapeStream {
  const { streamId, sessionId, meeting, webhooks } = stream;
  return {
    streamId,
    sessionId,
    entityId: meeting.entityId,
    meetingId: meeting.meetingId,
    get signalingConnections() {
      return stream.signalingConnections;
    },
    get mediaConnections() {
      return stream.mediaConnections;
    },
    get isTerminated() {
      return stream.state === 'terminated';
    },
    signalingUrl: () => stream.instance.signalingUrl,
    deliver: (body) => webhooks.watch(webhooks.deliver(body)),
    followState: (state, reason) => followState(machine, state, reason),
    followFrames: (socket, type) => stream.faults.changeFraming(socket, { type }),
    followSession: (state) => hooks.session.set(state),
    tapeEnded: (hasWebhooks) => {
      if (stream.state !== 'terminated') return hooks.terminate(StopReason.STOP_BC_MEETING_ENDED);
      const { stopReason = StopReason.STOP_BC_MEETING_ENDED } = stream;
      if (!hasWebhooks) webhooks.watch(webhooks.stopped(stopReason, hooks.clock.unixMs()));
      hooks.close();
    },
  };
}

/** Follows a recorded state. Lost sockets change the state themselves. */
function followState(machine: StreamStateMachine, state: StreamState, reason: StopReason | undefined): void {
  const { name } = machine.current;
  if (name === 'terminated') return;
  switch (state) {
    case StreamState.PAUSED:
      if (name === 'active') machine.transition({ name: 'paused' });
      return;
    case StreamState.ACTIVE:
    case StreamState.RESUMED:
      if (name === 'paused') machine.transition({ name: 'active' });
      return;
    case StreamState.TERMINATED:
      machine.transition({ name: 'terminated', reason: reason ?? StopReason.STOP_BC_MEETING_ENDED });
      return;
    default:
  }
}
