import { fixedReason, statusName } from '@rtms-mock/protocol';
import type { FaultSockets } from '../../faults/stream-faults.js';
import type { StreamChannel } from '../../meetings/stream-sockets.js';
import { statusText } from '../steps/fault-steps.js';
import type { Step } from '../steps/index.js';
import { requireReceiver, StepRefusedError, type Performers, type StepTarget } from './target.js';

/** Open channels of one kind or both. Throws {@link StepRefusedError} when there is none to affect. */
function channelsOf(step: Step, sockets: FaultSockets, { stream }: StepTarget): readonly StreamChannel[] {
  const signaling = sockets === 'media' ? [] : stream.signalingConnections;
  const media = sockets === 'signaling' ? [] : stream.mediaConnections;
  const open = [...media, ...signaling].map(({ channel }) => channel);
  if (open.length > 0) return open;
  throw new StepRefusedError(step, `no ${sockets === 'all' ? '' : `${sockets} `}socket is open`);
}

/** True for a code that a close frame may contain (RFC 6455 §7.4). */
function isCloseCode(code: number): boolean {
  return (
    code >= 3000 || [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014].includes(code)
  );
}

/** Steps that cause a failure, as the real service does occasionally. */
export const FAULT_PERFORMERS: Performers<
  | 'reject-handshake'
  | 'handshake-timeout'
  | 'refuse-connection'
  | 'close-socket'
  | 'cut-socket'
  | 'silent-keep-alive'
  | 'ignore-messages'
  | 'delay'
  | 'frames'
  | 'large-frame'
  | 'packet-loss'
  | 'invalid-json'
  | 'wrong-type'
  | 'send-message'
  | 'new-instance'
  | 'duplicate-webhook'
> = {
  'reject-handshake': ({ socket, status, reason, times }, { stream }) => {
    const name = typeof status === 'number' ? (statusName(status, stream.generation) ?? status) : status;
    const fixed = typeof name === 'string' ? fixedReason(name) : undefined;
    const text = reason ?? fixed ?? `the scenario refuses this handshake with ${statusText(status)}`;
    stream.faults.planHandshake(socket, { kind: 'reject', status: name, reason: text }, times);
  },
  'handshake-timeout': ({ socket, times }, { stream }) => {
    stream.faults.planHandshake(socket, { kind: 'silence' }, times);
  },
  'refuse-connection': ({ socket, how, times }, target) => target.refuseConnections(socket, how, times),
  'close-socket': (step, target) => {
    if (!isCloseCode(step.code))
      throw new StepRefusedError(step, `a close frame cannot contain the code ${step.code}`);
    if (Buffer.byteLength(step.reason) > 123) {
      throw new StepRefusedError(step, 'the reason is longer than 123 bytes, the maximum of a close frame');
    }
    for (const { socket } of channelsOf(step, step.socket, target)) socket.close(step.code, step.reason);
  },
  'cut-socket': (step, target) => {
    for (const { socket } of channelsOf(step, step.socket, target)) socket.terminate();
  },
  'silent-keep-alive': (step, { stream }) => stream.faults.silenceKeepAlive(step.socket, step.for),
  'ignore-messages': (step, { stream }) => stream.faults.ignore(step.socket, step.type, step.times),
  delay: (step, { stream }) => stream.faults.delay(step.socket, step.by, step.for),
  frames: ({ socket, type, fragment }, { stream }) => {
    stream.faults.changeFraming(socket, {
      ...(type !== undefined && { type }),
      ...(fragment !== undefined && { fragment }),
    });
  },
  'large-frame': ({ type, size, times }, { stream }) => {
    if (type !== 'share') stream.faults.planSize('video', size, times);
    if (type !== 'video') stream.faults.planSize('deskshare', size, times);
  },
  'packet-loss': ({ percent, reorder }, { stream }) =>
    stream.faults.troublePackets({ loss: percent, reorder }),
  'invalid-json': (step, target) => {
    for (const channel of channelsOf(step, step.socket, target)) {
      channel.sendRaw('{"msg_type":6,"event":{"event_type":', 'INVALID', { fault: step.do });
    }
  },
  'wrong-type': (step, target) => {
    const text = JSON.stringify({ msg_type: step.type, timestamp: target.clock.unixMs() });
    for (const channel of channelsOf(step, step.socket, target)) {
      channel.sendRaw(text, String(step.type), { fault: step.do });
    }
  },
  'send-message': (step, target) => {
    for (const channel of channelsOf(step, step.socket, target)) {
      channel.sendRaw(JSON.stringify(step.message), 'SCENARIO_MESSAGE', step.message);
    }
  },
  'new-instance': (step, target) => {
    const { stream } = target;
    if (stream.state === 'terminated') throw new StepRefusedError(step, 'the stream has ended');
    return step.ids === 'new' ? target.moveToNewStream() : stream.moveToNewInstance();
  },
  'duplicate-webhook': (step, target) => {
    requireReceiver(step, target);
    return target.stream.announceAgain();
  },
};
