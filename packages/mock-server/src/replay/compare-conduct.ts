import type { AppConduct } from './app-conduct.js';

/** One difference between what the recorded app did and what the app does now. */
export interface ConductDifference {
  /** Subject: differences about the same are one verdict. */
  readonly subject: string;
  /** One sentence: what the app does now, and what the recorded one did. */
  readonly message: string;
}

/** Options of {@link compareConduct}. */
export interface CompareOptions {
  /** False if the tape was stopped before its end: what the app has not done yet is then no difference. */
  readonly isComplete: boolean;
}

/** Compares what an app did with what the recorded app did. Times and ids are no difference. */
export function compareConduct(
  recorded: AppConduct,
  now: AppConduct,
  { isComplete }: CompareOptions,
): readonly ConductDifference[] {
  return [
    ...requestedTypes(recorded, now, isComplete),
    ...requestedParams(recorded, now),
    ...subscriptions(recorded, now, isComplete),
    ...readyAcks(recorded, now),
    ...keepAlives(recorded, now),
    ...others(recorded, now, isComplete),
    ...closes(recorded, now),
  ];
}

function requestedTypes(recorded: AppConduct, now: AppConduct, isComplete: boolean): ConductDifference[] {
  const missing = isComplete ? without(recorded.requested.keys(), now.requested) : [];
  const added = without(now.requested.keys(), recorded.requested);
  return [
    ...(missing.length === 0
      ? []
      : [
          difference(
            'missing-media-types',
            `The app does not request ${list(missing)}, which the recorded app received.`,
          ),
        ]),
    ...(added.length === 0
      ? []
      : [
          difference(
            'added-media-types',
            `The app requests ${list(added)}, which the recorded app did not, so the cassette has none.`,
          ),
        ]),
  ];
}

function requestedParams(recorded: AppConduct, now: AppConduct): ConductDifference[] {
  return [...now.requested].flatMap(([kind, params]) => {
    const before = recorded.requested.get(kind);
    if (before === undefined || before === params) return [];
    const fields = changedFields(before, params);
    if (fields.length === 0) return [];
    return [
      difference(
        `params-${kind}`,
        `The app requests ${kind} with ${fields.map(({ name, now: value }) => `${name} ${value}`).join(', ')}; the recorded app requested ${fields.map(({ name, before: value }) => `${name} ${value}`).join(', ')}, and that is what is sent.`,
      ),
    ];
  });
}

function changedFields(
  before: string,
  now: string,
): { readonly name: string; readonly before: string; readonly now: string }[] {
  const [a, b] = [before, now].map((text) => JSON.parse(text) as { readonly [name: string]: unknown });
  const names = new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})]);
  return [...names].flatMap((name) => {
    const [inA, inB] = [a?.[name], b?.[name]];
    // Without a value, the default applies, which may be the same.
    if (inA === undefined || inB === undefined || shown(inA) === shown(inB)) return [];
    return [{ name, before: shown(inA), now: shown(inB) }];
  });
}

function subscriptions(recorded: AppConduct, now: AppConduct, isComplete: boolean): ConductDifference[] {
  const missing = isComplete ? without(recorded.subscriptions, now.subscriptions) : [];
  const added = without(now.subscriptions, recorded.subscriptions);
  return [
    ...(missing.length === 0
      ? []
      : [
          difference(
            'missing-subscriptions',
            `The app is not subscribed to ${eventTypes(missing)}, as the recorded app was; these events are left out.`,
          ),
        ]),
    ...(added.length === 0
      ? []
      : [
          difference(
            'added-subscriptions',
            `The app is subscribed to ${eventTypes(added)}, to which the recorded app was not; the cassette may lack them.`,
          ),
        ]),
  ];
}

function readyAcks(recorded: AppConduct, now: AppConduct): ConductDifference[] {
  if (recorded.readyAcks === 0 || now.readyAcks > 0) return [];
  return [
    difference(
      'ready-ack',
      'The app has not sent CLIENT_READY_ACK, as the recorded app did, so no media was sent.',
    ),
  ];
}

function keepAlives(recorded: AppConduct, now: AppConduct): ConductDifference[] {
  return (['signaling', 'media'] as const).flatMap((socket) => {
    const [before, after] = [recorded.keepAlives[socket], now.keepAlives[socket]];
    // The last one may be on its way.
    const unanswered = after.requests - after.answers;
    if (before.requests - before.answers > 1 || unanswered <= 1) return [];
    return [
      difference(
        `keep-alive-${socket}`,
        `The app has left ${unanswered} of ${after.requests} keep-alives on the ${socket} socket without an answer; the recorded app answered them.`,
      ),
    ];
  });
}

function others(recorded: AppConduct, now: AppConduct, isComplete: boolean): ConductDifference[] {
  const missing = isComplete ? without(recorded.others.keys(), now.others) : [];
  const added = without(now.others.keys(), recorded.others);
  return [
    ...missing.map((name) => difference(name, `The app does not send ${name}, as the recorded app did.`)),
    ...added.map((name) => difference(name, `The app sends ${name}, which the recorded app did not.`)),
  ];
}

function closes(recorded: AppConduct, now: AppConduct): ConductDifference[] {
  return (['signaling', 'media'] as const).flatMap((socket) => {
    const [before, after] = [recorded, now].map((conduct) =>
      conduct.closes.filter((close) => close.socket === socket),
    );
    if (!before || !after || after.length <= before.length) return [];
    const codes = [...new Set(after.map(({ code }) => code))];
    return [
      difference(
        `close-${socket}`,
        `The app has closed ${after.length} ${socket} ${after.length === 1 ? 'socket' : 'sockets'} itself, with ${list(codes)}, while the stream went on; the recorded app closed ${before.length === 0 ? 'none' : before.length}.`,
      ),
    ];
  });
}

function without<T>(values: Iterable<T>, others: { has(value: T): boolean }): T[] {
  return [...values].filter((value) => !others.has(value));
}

function difference(subject: string, message: string): ConductDifference {
  return { subject, message };
}

function list(values: readonly (number | string)[]): string {
  return values.join(', ');
}

function eventTypes(types: readonly number[]): string {
  return `the event ${types.length === 1 ? 'type' : 'types'} ${list(types)}`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? 'none';
}
