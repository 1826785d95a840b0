/** Calls from the fuzzer to its own programs, over the IPC channel. */

/** Calls that a program answers: one JSON argument, one JSON result. */
export interface Calls {
  readonly [name: string]: (argument: never) => unknown;
}

/** A call on its way to the program. */
export interface CallMessage {
  readonly call: string;
  readonly id: number;
  readonly argument: unknown;
}

/** Id of the message with which a program announces that it answers calls. */
export const READY_ID = 0;

/** The result on its way back. */
export interface ResultMessage {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

type ResultOf<F> = F extends (argument: never) => infer R ? Awaited<R> : never;
type ArgumentOf<F> = F extends (argument: infer A) => unknown ? A : never;

/** Calls a program. Rejects if the call fails or the program ends. */
export type Caller<C extends Calls> = <K extends keyof C & string>(
  name: K,
  argument: ArgumentOf<C[K]>,
) => Promise<ResultOf<C[K]>>;

/** In the program: answers calls. */
export function serveCalls(calls: Calls): void {
  // The probe has released the channel; a program that waits for calls must not end.
  process.channel?.ref();
  process.on('message', (message: Partial<CallMessage>) => {
    if (message.call !== undefined && message.id !== undefined) void answer(calls, message as CallMessage);
  });
  // Messages that arrived before are lost: the probe has listened alone.
  process.send?.({ id: READY_ID } satisfies ResultMessage);
}

async function answer(calls: Calls, { call, id, argument }: CallMessage): Promise<void> {
  const run = calls[call] as ((argument: unknown) => unknown) | undefined;
  try {
    if (!run) throw new Error(`no call "${call}"`);
    process.send?.({ id, result: (await run(argument)) ?? null } satisfies ResultMessage);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.send?.({ id, error: text } satisfies ResultMessage);
  }
}
