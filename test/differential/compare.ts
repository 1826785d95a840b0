/** Compares what two clients did with the same script. Pure. */
import type { Callback } from './app-process.js';
import type { RecordedSocket } from './stage.js';

/** All that a client did while a script ran. */
export interface Performance {
  readonly callbacks: readonly Callback[];
  readonly sockets: readonly RecordedSocket[];
  /** Why the app ended by itself; `undefined` if it ran to the end. */
  readonly crash?: string | undefined;
}

/** Something that the two clients did differently. */
export interface Difference {
  /** `callback onLeave`, `audio#1 message 3 sequence`, `signaling#1 close` … */
  readonly where: string;
  /** What the SDK did, as JSON; `nothing` if it did not. */
  readonly sdk: string;
  /** What our client did. */
  readonly ours: string;
}

const NOTHING = 'nothing';

/** Messages whose fields are compared: handshakes, subscriptions, ready-acks, keep-alives. */
const COMPARED: ReadonlySet<number> = new Set([1, 3, 5, 7, 13]);

/** All differences: callbacks in their order, sockets, and the messages of each socket. */
export function compare(sdk: Performance, ours: Performance): Difference[] {
  const isIdle = ({ callbacks, sockets }: Performance): boolean => callbacks.length + sockets.length === 0;
  return [
    ...(isIdle(sdk) && isIdle(ours) ? [{ where: 'script', sdk: NOTHING, ours: NOTHING }] : []),
    ...(sdk.crash === undefined ? [] : [{ where: 'process', sdk: sdk.crash, ours: NOTHING }]),
    ...(ours.crash === undefined ? [] : [{ where: 'process', sdk: NOTHING, ours: ours.crash }]),
    ...compareCallbacks(sdk.callbacks, ours.callbacks),
    ...compareSockets(sdk.sockets, ours.sockets),
  ];
}

function compareCallbacks(sdk: readonly Callback[], ours: readonly Callback[]): Difference[] {
  const differences: Difference[] = [];
  const [sdkNames, ourNames] = [sdk, ours].map((callbacks) => callbacks.map(([name]) => name));
  for (const name of new Set([...sdkNames!, ...ourNames!])) {
    const [theirs, mine] = [sdk, ours].map((callbacks) => callbacks.filter(([called]) => called === name));
    for (let i = 0; i < Math.max(theirs!.length, mine!.length); i++) {
      const [a, b] = [theirs![i], mine![i]].map((call) => (call ? canonical(call.slice(1)) : NOTHING));
      if (a !== b) differences.push({ where: `callback ${name}`, sdk: a!, ours: b! });
    }
  }
  // The order of callbacks that both have; media and events arrive on sockets of their own.
  const [sdkOrder, ourOrder] = [sdkNames!, ourNames!].map((names) => names.join(' '));
  if (differences.length === 0 && sdkOrder !== ourOrder) {
    differences.push({ where: 'order of callbacks', sdk: sdkOrder!, ours: ourOrder! });
  }
  return differences;
}

function compareSockets(sdk: readonly RecordedSocket[], ours: readonly RecordedSocket[]): Difference[] {
  const [theirs, mine] = [byName(sdk), byName(ours)];
  return [...new Set([...theirs.keys(), ...mine.keys()])].flatMap((name) => {
    const [a, b] = [theirs.get(name), mine.get(name)];
    if (!a || !b)
      return [{ where: `socket ${name}`, sdk: a ? 'opened' : NOTHING, ours: b ? 'opened' : NOTHING }];
    const closes = [a, b].map(({ closedByClient }) =>
      closedByClient === undefined ? NOTHING : `${closedByClient}`,
    );
    return [
      ...compareMessages(name, a, b),
      ...(closes[0] === closes[1] ? [] : [{ where: `${name} close`, sdk: closes[0]!, ours: closes[1]! }]),
    ];
  });
}

/** `audio#1`, `audio#2`: the sockets of a path in their order. */
function byName(sockets: readonly RecordedSocket[]): Map<string, RecordedSocket> {
  const counts = new Map<string, number>();
  return new Map(
    sockets.map((socket) => {
      const count = (counts.get(socket.path) ?? 0) + 1;
      counts.set(socket.path, count);
      return [`${socket.path}#${count}`, socket];
    }),
  );
}

function compareMessages(name: string, sdk: RecordedSocket, ours: RecordedSocket): Difference[] {
  const [theirs, mine] = [sdk, ours].map(({ messages }) =>
    messages.filter(({ msg_type }) => COMPARED.has(msg_type)),
  );
  const types = new Set([...theirs!, ...mine!].map(({ msg_type }) => msg_type));
  const differences = [...types].flatMap((type) => {
    const [a, b] = [theirs!, mine!].map((messages) => messages.filter(({ msg_type }) => msg_type === type));
    if (a!.length !== b!.length) {
      return [{ where: `${name} messages ${type}`, sdk: listOf(a!), ours: listOf(b!) }];
    }
    return a!.flatMap((message, i) => compareFields(`${name} message ${type}`, message, b![i]!));
  });
  const [sdkOrder, ourOrder] = [theirs!, mine!].map((messages) =>
    messages.map(({ msg_type }) => msg_type).join(' '),
  );
  if (differences.every(({ where }) => !where.includes(' messages ')) && sdkOrder !== ourOrder) {
    differences.push({ where: `${name} order of messages`, sdk: sdkOrder!, ours: ourOrder! });
  }
  return differences;
}

function listOf(messages: readonly object[]): string {
  return messages.length === 0 ? NOTHING : messages.map(canonical).join(' ');
}

function compareFields(where: string, sdk: object, ours: object): Difference[] {
  const [theirs, mine] = [sdk, ours] as readonly { readonly [field: string]: unknown }[];
  return [...new Set([...Object.keys(theirs!), ...Object.keys(mine!)])].flatMap((field) => {
    const [a, b] = [theirs![field], mine![field]].map((value) =>
      value === undefined ? NOTHING : canonical(value),
    );
    return a === b ? [] : [{ where: `${where} ${field}`, sdk: a!, ours: b! }];
  });
}

/** JSON with sorted keys, so that the order of keys is no difference. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}
