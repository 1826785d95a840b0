/** Runs one client on a meeting whose video messages become larger and larger. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DEV_CREDENTIALS, type MockMeeting, type MockServer } from '@rtms-mock/server';
import { signHandshake } from '@rtms-mock/protocol/signature';
import { WebSocket } from 'ws';

const MIB = 1024 * 1024;

/** Limits that libraries are known to have, in bytes. */
const LIMITS = [8192, 32_768, 65_536, MIB, 4 * MIB, 10 * MIB, 16 * MIB, 32 * MIB];

/** A message is at most this much longer than the step large-frame demands, in bytes. */
const SLACK = 24;

/** Largest size that is sent, in bytes. */
export const LARGEST = 32 * MIB + 1;

/** Time in which a message must arrive, in milliseconds. Compilers and virtual machines start in it. */
const PATIENCE_MS = 60_000;

/** What a client has shown. */
export interface Measurement {
  /** Size of the largest message that arrived, in bytes. */
  readonly received: number;
  /** The max. size of a message in bytes; `undefined` if every message arrived. */
  readonly limit?: number;
  /** What the app sees at the limit. */
  readonly ended?: string;
  /** Close code that the server received, or that stands for none. */
  readonly closeCode?: number;
  /** True if the server has noted the close as caused by a large message. */
  readonly isNoted?: boolean;
}

/** Command that runs a client, and the folder in which it runs. */
export interface ClientCommand {
  readonly run: readonly string[];
  readonly cwd: string;
  readonly mode: 'default' | 'raised';
}

/** What a client prints, one JSON object a line. */
interface Line {
  readonly bytes?: number;
  readonly ended?: string;
}

class Client implements AsyncDisposable {
  /** Size of the largest message. */
  received = 0;
  ended: string | undefined;
  readonly #process;
  #notify = (): void => {};

  constructor({ run, cwd, mode }: ClientCommand, url: string, handshake: string) {
    const [program = '', ...args] = run;
    this.#process = spawn(program, [...args, url, handshake, mode], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface(this.#process.stdout).on('line', (text) => {
      const { bytes = 0, ended } = JSON.parse(text) as Line;
      this.received = Math.max(this.received, bytes);
      // Some libraries report an error and then a close.
      if (ended !== undefined) this.ended = this.ended === undefined ? ended : `${this.ended}, ${ended}`;
      this.#notify();
    });
    this.#process.on('exit', (code) => {
      this.ended ??= `exit with code ${code}`;
      this.#notify();
    });
  }

  /** Resolves with true when a message of this size has arrived, with false when the client has ended before. */
  async receives(size: number): Promise<boolean> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (this.received < size && this.ended === undefined) {
      if (deadline.aborted) throw new Error(`no message of ${size} bytes within ${PATIENCE_MS} ms`);
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    return this.received >= size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.kill()) await once(this.#process, 'exit');
  }
}

/** Joins the meeting on signaling, as the app's part that the clients leave out. */
async function joinSignaling(server: MockServer, meeting: MockMeeting): Promise<WebSocket> {
  const socket = new WebSocket(server.signalingUrl);
  await once(socket, 'open');
  const answered = once(socket, 'message');
  socket.send(JSON.stringify({ msg_type: 1, ...identity(meeting) }));
  await answered;
  socket.on('message', (data: Buffer) => {
    const { msg_type, timestamp } = JSON.parse(data.toString()) as { msg_type: number; timestamp: number };
    if (msg_type === 12) socket.send(JSON.stringify({ msg_type: 13, timestamp }));
  });
  return socket;
}

function identity({ meetingUuid, streamId }: MockMeeting): object {
  return {
    protocol_version: 1,
    meeting_uuid: meetingUuid,
    rtms_stream_id: streamId,
    signature: signHandshake(DEV_CREDENTIALS.apps[0], meetingUuid, streamId),
  };
}

/** H.264 of a test signal in a small size: no message of its own reaches the smallest limit. */
const VIDEO = { content_type: 3, codec: 7, resolution: 1, fps: 5, data_opt: 3 };

/** Some buffers have room for the header of a frame, in bytes. */
const HEADER = 64;

/** Sizes of the messages: just below each limit, and just above, without and with a header. */
const SIZES = LIMITS.flatMap((limit) => [limit - SLACK, limit + 1, limit + HEADER]);

/** Runs a client until it ends or every size has arrived. */
export async function measure(server: MockServer, command: ClientCommand): Promise<Measurement> {
  const meeting = await server.startMeeting();
  const signaling = await joinSignaling(server, meeting);
  const handshake = { msg_type: 3, ...identity(meeting), media_type: 2, media_params: { video: VIDEO } };
  try {
    await using client = new Client(command, `${server.mediaUrl}/video`, JSON.stringify(handshake));
    await meeting.waitFor({ type: 'accepted', socket: 'media' }, { timeoutMs: PATIENCE_MS });
    signaling.send(JSON.stringify({ msg_type: 7, rtms_stream_id: meeting.streamId }));
    if (!(await client.receives(1))) throw new Error(`it received nothing: ${client.ended}`);
    for (const size of command.mode === 'default' ? SIZES : [4 * MIB + 1, LARGEST]) {
      await meeting.inject({ do: 'large-frame', size });
      if (!(await client.receives(size))) return await outcome(server, meeting, client, size);
    }
    return { received: client.received };
  } finally {
    signaling.terminate();
    await meeting.end();
  }
}

async function outcome(
  server: MockServer,
  meeting: MockMeeting,
  client: Client,
  refused: number,
): Promise<Measurement> {
  const closed = await meeting.waitFor({ type: 'closed', socket: 'media' }, { timeoutMs: PATIENCE_MS });
  const { streamId } = meeting;
  const isNoted = server.journal.find({ streamId, type: 'closed-after-largest-message' }).length > 0;
  const limit = LIMITS.find(
    (one) => refused > one && refused <= one + HEADER && client.received >= one - SLACK,
  );
  if (limit === undefined) {
    throw new Error(`it ended between ${client.received} and ${refused} bytes: ${client.ended}`);
  }
  const closeCode = Number(closed?.detail['code']);
  return { received: client.received, limit, ended: client.ended ?? '', closeCode, isNoted };
}
