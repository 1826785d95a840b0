import type { MockMeeting } from '../../src/index.js';
import { QueuedSocket, type Received } from './queued-socket.js';

/** A producer of live media on a real socket. */
export class LiveProducer extends QueuedSocket {
  #timestampUs = 100_000_000n;

  static async join(meeting: MockMeeting, hello: object): Promise<LiveProducer> {
    const producer = await LiveProducer.dial(meeting);
    producer.socket.send(JSON.stringify(hello));
    await producer.ofType('joined');
    return producer;
  }

  static async dial(meeting: {
    readonly serverUrls: string;
    readonly streamId: string;
  }): Promise<LiveProducer> {
    const producer = new LiveProducer(`${meeting.serverUrls}/api/meetings/${meeting.streamId}/live`);
    await new Promise((resolve) => {
      producer.socket.once('open', resolve);
    });
    return producer;
  }

  /** Sends a frame whose timestamp is `ms` after that of the previous one. */
  frame(kind: number, payload: Uint8Array | string, ms = 20): void {
    this.#timestampUs += BigInt(ms) * 1000n;
    const header = Buffer.alloc(9);
    header[0] = kind;
    header.writeBigUInt64BE(this.#timestampUs, 1);
    this.socket.send(Buffer.concat([header, Buffer.from(payload as Uint8Array)]));
  }

  audio(samples: Int16Array): void {
    this.frame(1, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  }

  control(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  error(): Promise<Received> {
    return this.ofType('error');
  }
}
