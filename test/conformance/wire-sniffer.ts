/** Inspects every message that a service sends in a scenario, and collects problems. */
import {
  createDialect,
  MESSAGES_BY_SOCKET,
  messageTypeName,
  parseWebhookEventName,
  type Dialect,
  type NumericGeneration,
} from '@rtms-mock/protocol';

/** Max message type of each generation (PROTOCOL.md §9). */
const MAX_TYPE: { readonly [G in NumericGeneration]: number } = { '2025': 20, '2026': 29 };

interface Body {
  readonly [key: string]: unknown;
}

export class WireSniffer {
  readonly problems: string[] = [];
  readonly #kind: 'signaling' | 'media';
  readonly #generation: NumericGeneration;
  readonly #dialect: Dialect;
  #stopped = false;

  constructor(kind: 'signaling' | 'media', generation: NumericGeneration) {
    this.#kind = kind;
    this.#generation = generation;
    this.#dialect = createDialect(generation);
  }

  /** Stops the inspection. */
  stop(): void {
    this.#stopped = true;
  }

  inspect(text: string): void {
    if (this.#stopped) return;
    const decoded = this.#dialect.decode(text);
    if (!decoded.ok) {
      this.#report(text, `cannot be decoded: ${decoded.problem.reason}`);
      return;
    }
    const body = JSON.parse(text) as Body;
    for (const problem of this.#problemsOf(body)) this.#report(text, problem);
  }

  #report(text: string, problem: string): void {
    this.problems.push(`${this.#kind}, ${this.#generation}: ${text.slice(0, 300)} ${problem}`);
  }

  *#problemsOf(body: Body): Generator<string> {
    const type = body['msg_type'];
    if (typeof type !== 'number') return yield 'has no numeric msg_type';
    const allowed: readonly number[] = MESSAGES_BY_SOCKET[this.#kind].server;
    if (!allowed.includes(type)) yield `(${messageTypeName(type)}) does not belong on this socket`;
    // The service also answers requests of 2026 in 2025.
    if (type > MAX_TYPE[this.#generation] && type !== 22 && type !== 29) yield 'is of a later generation';
    if ([6, 8, 9, 12, 14, 15, 16, 17, 18].includes(type)) yield* timestampProblems(type, body);
    if (type === 6 && typeof body['event'] !== 'object') yield 'has no event object';
    if (type === 8 || type === 9) {
      if (body['reason'] !== body['stop_reason']) yield 'has reason and stop_reason that differ';
      if (typeof body['state'] !== 'number') yield 'has no numeric state';
    }
    if ((type === 2 || type === 4) && typeof body['status_code'] !== 'number') yield 'has no status_code';
  }
}

/** All timestamps are Unix milliseconds (PROTOCOL.md §4.3). */
function* timestampProblems(type: number, body: Body): Generator<string> {
  const holder = type === 6 ? body['event'] : type >= 14 ? body['content'] : body;
  const { timestamp, event_ts } = (typeof holder === 'object' && holder !== null ? holder : body) as Body;
  const value = timestamp ?? event_ts ?? body['timestamp'];
  if (!Number.isInteger(value) || String(value).length !== 13) {
    yield `has the timestamp ${String(value)}, which is not in Unix milliseconds`;
  }
}

/** Returns the problems of a webhook body (PROTOCOL.md §6.1, §6.5). */
export function inspectWebhook(body: object): string[] {
  const problems: string[] = [];
  const fields = body as Body;
  if (Object.keys(body).join() !== 'event,event_ts,payload')
    problems.push('fields are not event, event_ts, payload');
  if (!Number.isInteger(fields['event_ts']) || String(fields['event_ts']).length !== 13) {
    problems.push('event_ts is not in milliseconds');
  }
  // Webhooks that are not about a stream are documented as flat only.
  if (parseWebhookEventName(String(fields['event']))) {
    const { object, ...flat } = fields['payload'] as Body;
    // In strict mode, interruptions contain only documented fields.
    const isBare = String(fields['event']).endsWith('_interrupted') && flat['server_urls'] === undefined;
    if (isBare && object === undefined) return [];
    if (JSON.stringify(object) !== JSON.stringify(flat))
      problems.push('payload.object is not a copy of the payload');
  }
  return problems.map((problem) => `webhook ${String(fields['event'])}: ${problem}`);
}
