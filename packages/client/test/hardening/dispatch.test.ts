import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkServerMessage, createDialect, type MediaDataMessage } from '@rtms-mock/protocol';
import { CallbackSlots } from '../../src/sdk/callback-slots.js';
import { deliverMedia } from '../../src/sdk/media-delivery.js';
import { SignalingEvents } from '../../src/sdk/signaling-events.js';
import { readJoinTarget } from '../../src/sdk/read-join-target.js';

/** Values that code does not expect: objects without usable methods, null, long strings. */
const anything = fc.oneof(
  fc.constantFrom(null, true, -1, 1.5, '', '7', 'x', [], {}, [null], { toString: 1, valueOf: 1 }),
  fc.nat({ max: 30 }),
  fc.jsonValue({ maxDepth: 2 }),
);

const FIELDS = [
  'user_id',
  'user_name',
  'timestamp',
  'event_ts',
  'data',
  'state',
  'reason',
  'stop_reason',
  'rtms_session_id',
  'status_code',
  'start_time',
] as const;

const record = fc.dictionary(fc.constantFrom(...FIELDS), anything);

const frames = fc.tuple(
  fc.nat({ max: 30 }),
  fc.nat({ max: 15 }),
  record,
  fc.array(fc.oneof(record, anything)),
);

test.each(['2025', '2026'] as const)('a message that passes the check is dispatched: %s', (name) => {
  const dialect = createDialect(name);
  const problems: string[] = [];
  const slots = new CallbackSlots({ log: (_level, _component, message) => problems.push(message) });
  for (const callback of ['onEventEx', 'onParticipantEvent', 'onUserUpdate', 'onSessionUpdate'] as const) {
    slots.set(callback, (...args: unknown[]) => void JSON.stringify(args));
  }
  slots.set('onAudioData', (_data, _size, _timestamp, metadata) => void JSON.stringify(metadata));
  const target = readJoinTarget({
    meeting_uuid: 'm',
    rtms_stream_id: 's',
    signature: 'x',
    server_urls: 'ws://x',
  });
  const events = new SignalingEvents(slots, target);
  let dispatched = 0;
  fc.assert(
    fc.property(frames, ([msg_type, event_type, fields, participants]) => {
      const event = { event_type, participants, ...fields };
      const frame = JSON.stringify({ msg_type, event, content: fields, ...fields });
      const decoded = dialect.decode(frame);
      if (!decoded.ok || checkServerMessage(decoded.message)) return;
      dispatched += 1;
      const { message } = decoded;
      if (message.msg_type >= 14 && message.msg_type <= 18)
        deliverMedia(slots, 31, message as MediaDataMessage);
      else events.dispatch(message, frame);
    }),
    { numRuns: 3000 },
  );
  expect(problems).toEqual([]);
  expect(dispatched).toBeGreaterThan(100);
});

test('a server that names more and more participants is remembered only in part', () => {
  const slots = new CallbackSlots({ log: () => {} });
  const names: unknown[] = [];
  slots.set('onParticipantEvent', (_event, _timestamp, participants) =>
    names.push(participants[0]?.userName),
  );
  const target = readJoinTarget({
    meeting_uuid: 'm',
    rtms_stream_id: 's',
    signature: 'x',
    server_urls: 'ws://x',
  });
  const events = new SignalingEvents(slots, target);
  const participants = (event_type: 3 | 4, user_id: number, user_name?: string): void =>
    events.dispatch(
      {
        msg_type: 6,
        event: {
          event_type,
          timestamp: 1,
          participants: [{ user_id, ...(user_name !== undefined && { user_name }) }],
        },
      },
      '',
    );
  for (let id = 1; id <= 10_001; id += 1) participants(3, id, `name ${id}`);
  names.length = 0;
  participants(4, 1);
  participants(4, 2);
  participants(4, 10_001);
  expect(names).toEqual([undefined, 'name 2', 'name 10001']);
});
