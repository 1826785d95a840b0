/** Plays the server of a client under test. */
import { setTimeout as delay } from 'node:timers/promises';
import type { HostileServer, ServedSocket } from '../net/hostile-server.js';
import type { Caller } from '../processes/calls.js';
import type { ClientCalls } from '../processes/client-app.js';
import type { ClientPlan, Stage } from './client-plan.js';
import type { Counts } from './round.js';
import type { PlannedFrame } from './server-episode.js';

/** Time for the client to connect or answer, in ms. Generous, because it matters only if something is broken. */
const LIMIT_MS = 10_000;
/** Time in which a client may connect although its target is mutated, in ms. */
const UNLIKELY_MS = 60;

/** Time between two checks whether the client has given up, in ms. */
const CLOSE_CHECK_MS = 50;

/** Called before a message is sent; each one is then followed by a ping. */
export type Step = (stage: Stage, frame: PlannedFrame) => void;

/** Performs one episode after the other. */
export class ClientAttacker {
  readonly #hostile: HostileServer;
  readonly #call: Caller<ClientCalls>;
  readonly #counts: Counts;

  constructor(hostile: HostileServer, call: Caller<ClientCalls>, counts: Counts) {
    this.#hostile = hostile;
    this.#call = call;
    this.#counts = counts;
  }

  /** Performs an episode. Returns the codes with which the client has closed its sockets. Rejects if it ends. */
  async perform(plan: ClientPlan, step?: Step): Promise<readonly (number | undefined)[]> {
    const visits = new Visits();
    const remove = this.#hostile.visit(plan.id, {
      ...(plan.badUpgrade && { badUpgrade: plan.badUpgrade }),
      connected: (socket) => {
        // The attack is on the first media socket; the others, with one for each media type, complete the join.
        if (visits.has('media') && socket.path.includes('/media')) void acceptMedia(socket);
        visits.add(socket);
      },
    });
    try {
      await this.#join(plan, step);
      await this.#serve(plan, visits, step);
      const codes = visits.all.map(({ closeCode }) => closeCode);
      await this.#finish(plan, visits);
      return codes;
    } finally {
      remove();
      visits.destroy();
    }
  }

  async #join(
    { id, frames, reconnect, mediaSockets, streams }: ClientPlan,
    step: Step | undefined,
  ): Promise<void> {
    for (const frame of frames.join) {
      step?.('join', frame);
      this.#counts.messages += 1;
      const payload = frame.text?.toString() ?? '';
      await this.#call('join', { id, payload, reconnect, mediaSockets, streams });
    }
  }

  async #serve(plan: ClientPlan, visits: Visits, step: Step | undefined): Promise<void> {
    const limitMs = plan.isJoinable ? LIMIT_MS : step ? 5 * UNLIKELY_MS : UNLIKELY_MS;
    const signaling = await visits.next('signaling', limitMs);
    if (!signaling || (await signaling.firstMessage(LIMIT_MS)) === undefined) return;
    await this.#send(signaling, 'signaling-answer', plan, step);
    const media = await visits.next('media', limitMs);
    await this.#send(signaling, 'signaling', plan, step);
    if (!media || (await media.firstMessage(LIMIT_MS)) === undefined) return;
    await this.#send(media, 'media-answer', plan, step);
    await this.#send(media, 'media', plan, step);
    if (signaling.isClosed || media.isClosed) this.#counts.closes += 1;
  }

  async #send(socket: ServedSocket, stage: Stage, plan: ClientPlan, step: Step | undefined): Promise<void> {
    for (const frame of plan.frames[stage]) {
      if (socket.isClosed) return;
      step?.(stage, frame);
      this.#counts.messages += 1;
      socket.write(frame.bytes);
      if (step) await socket.ping(LIMIT_MS);
    }
    await socket.ping(LIMIT_MS);
  }

  async #finish({ id, ending, closeCode }: ClientPlan, visits: Visits): Promise<void> {
    for (const socket of visits.all) {
      if (ending === 'close') socket.close(closeCode);
      else if (ending === 'destroy') socket.destroy();
      else if (ending === 'end') socket.end();
      else if (ending === 'terminated') {
        socket.sendText(`{"msg_type":8,"rtms_stream_id":"stream-${id}","state":4,"reason":6,"timestamp":1}`);
      }
    }
    // The client may try to reconnect.
    if (ending !== 'leave') await delay(20);
    await this.#call('leave', id);
  }
}

async function acceptMedia(socket: ServedSocket): Promise<void> {
  if ((await socket.firstMessage(LIMIT_MS)) !== undefined) socket.sendText('{"msg_type":4,"status_code":0}');
}

/** Sockets that a client has opened to its server. */
class Visits {
  readonly all: ServedSocket[] = [];
  readonly #waiting = new Set<() => void>();

  add(socket: ServedSocket): void {
    this.all.push(socket);
    for (const wake of this.#waiting) wake();
  }

  /** True if there is a socket for signaling or media. */
  has(kind: 'signaling' | 'media'): boolean {
    return this.all.some(({ path }) => path.includes(`/${kind}`));
  }

  /** The first socket for signaling or media; waits for it. */
  async next(kind: 'signaling' | 'media', limitMs: number): Promise<ServedSocket | undefined> {
    const found = (): ServedSocket | undefined => this.all.find(({ path }) => path.includes(`/${kind}`));
    const soFar = found();
    if (soFar) return soFar;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        clearInterval(closes);
        this.#waiting.delete(check);
        resolve();
      };
      const check = (): void => {
        if (found() !== undefined || this.all.some(({ isClosed }) => isClosed)) done();
      };
      const timer = setTimeout(done, limitMs);
      const closes = setInterval(check, CLOSE_CHECK_MS);
      this.#waiting.add(check);
    });
    return found();
  }

  destroy(): void {
    for (const socket of this.all) socket.destroy();
  }
}
