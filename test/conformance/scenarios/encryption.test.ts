import {
  derivePayloadKey,
  encryptedMediaOf,
  PayloadOpener,
  payloadContextBytes,
  type CompleteSrtpKeys,
} from '@rtms-mock/protocol/encryption';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'vitest';
import { labelOf } from '../../../packages/mock-server/test/support/test-source.js';
import type { Peer } from '../peer.js';
import { verifies } from '../verifies.js';

const MEDIA_TYPES = [14, 15, 16, 17, 18] as const;

/** The fields of a media message that encryption concerns. */
interface Content {
  readonly user_id?: number;
  readonly data: string;
  readonly length?: number;
  readonly timestamp: number;
}

function mediaServer({ response }: Peer): { readonly srtp_keys?: CompleteSrtpKeys } & object {
  return response['media_server'] as { readonly srtp_keys?: CompleteSrtpKeys };
}

function keysOf(signaling: Peer): CompleteSrtpKeys {
  const { srtp_keys: keys } = mediaServer(signaling);
  if (!keys) throw new Error('message 2 has no keys');
  return keys;
}

function contents(peer: Peer, type: (typeof MEDIA_TYPES)[number]): Content[] {
  return peer.ofType(type).map(({ content }) => content as Content);
}

/** Decrypts all messages of a type, as an app would. */
function decrypt(
  peer: Peer,
  keys: CompleteSrtpKeys,
  streamId: string,
  messageType: 14 | 15 | 16 | 17 | 18,
): Buffer[] {
  const media = encryptedMediaOf(messageType);
  if (!media) throw new Error(`no media: ${messageType}`);
  const opener = new PayloadOpener(derivePayloadKey(keys[media], streamId, media));
  return contents(peer, messageType).map(({ user_id: userId, data, timestamp }) => {
    const context = payloadContextBytes({ streamId, messageType, userId, timestamp });
    const opened = opener.open(Buffer.from(data, 'base64'), context);
    if (!opened.ok) throw new Error(`${messageType}: ${opened.failure}`);
    return opened.payload;
  });
}

verifies('encryption:keys', async (world) => {
  const first = mediaServer(await world.joinSignaling(await world.startMeeting()));
  const second = mediaServer(await world.joinSignaling(await world.startMeeting()));
  expect(Object.keys(first.srtp_keys ?? {})).toEqual(['audio', 'video', 'share', 'transcript', 'chat']);
  const keys = [first, second].flatMap(({ srtp_keys }) => Object.values(srtp_keys ?? {}));
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(new Set(keys).size).toBe(10);
});

verifies('encryption:no-keys', { protocol: '2026' }, async (world) => {
  const signaling = await world.joinSignaling(await world.startMeeting());
  expect(Object.keys(mediaServer(signaling))).toEqual(['server_urls']);
});

verifies('encryption:no-keys', { strict: true, as: 'strict' }, async (world) => {
  const signaling = await world.joinSignaling(await world.startMeeting());
  expect(Object.keys(mediaServer(signaling))).toEqual(['server_urls']);
});

verifies('encryption:no-keys', { encryption: 'off', as: 'off' }, async (world) => {
  const signaling = await world.joinSignaling(await world.startMeeting());
  expect(Object.keys(mediaServer(signaling))).toEqual(['server_urls']);
});

verifies('encryption:payloads', { both: true, encryption: 'optional' }, async (world) => {
  const { meeting, signaling, media } = await world.join({
    media_type: 32,
    payload_encryption: true,
    media_params: { deskshare: { fps: 5 } },
  });
  expect(media.response).toMatchObject({
    status_code: 0,
    payload_encryption: true,
    payload_encrypted: true,
    payload_encryption_scheme: 'rtms-mock-1',
  });
  await meeting.inject({ do: 'chat', participant: 'Ana', text: 'Grüße' });
  await world.advance(9000);
  const keys = keysOf(signaling);
  const opened = MEDIA_TYPES.map((type) => decrypt(media, keys, meeting.streamId, type));
  const [audio = [], video = [], share = [], transcript = [], chat = []] = opened;
  expect(audio.length).toBeGreaterThan(200);
  expect(audio.every((data) => /^mixed#\d+$/.test(data.toString()))).toBe(true);
  expect(labelOf(video[0]?.toString('base64') ?? '')).toMatch(/^camera0#\d+$/);
  expect(labelOf(share[0]?.toString('base64') ?? '')).toMatch(/^screen#\d+$/);
  expect(transcript.map(String)).toEqual(['Hello from Ana.', 'Hello from Bo.']);
  expect(chat.map(String)).toEqual(['Grüße']);
  if (world.generation === '2026') expect(contents(media, 14)[0]?.length).toBe(audio[0]?.length);
});

verifies(
  'encryption:each-connection',
  { duplicatePolicy: 'allow', mediaTypeMasks: 'accept' },
  async (world) => {
    const { meeting, signaling, media } = await world.join({ media_type: 1, payload_encryption: true });
    const plain = await world.joinMedia(meeting, { media_type: 1 });
    await world.ready(signaling, meeting);
    await world.advance(200);
    expect(plain.response['payload_encryption']).toBe(false);
    const opened = decrypt(media, keysOf(signaling), meeting.streamId, 14).map((data) =>
      data.toString('base64'),
    );
    const sent = plain.ofType(14).map(({ content }) => content.data);
    expect(sent.length).toBeGreaterThan(5);
    expect(opened).toEqual(expect.arrayContaining(sent));
  },
);

verifies('encryption:refused', { both: true, encryption: 'off' }, async (world) => {
  const meeting = await world.startMeeting();
  await world.joinSignaling(meeting);
  const { response } = await world.joinMedia(meeting, { payload_encryption: true });
  expect(response['status_code']).toBe(world.generation === '2025' ? 33 : 17);
  expect(response['reason']).toMatch(/^payload_encryption is true, but this server has no keys/);
  const wrong = await world.joinMedia(meeting, { payload_encryption: 'yes' });
  expect(wrong.response['reason']).toBe('payload_encryption must be true or false, found "yes"');
});

verifies('encryption:refused', { both: true, encryption: 'required', as: 'required' }, async (world) => {
  const meeting = await world.startMeeting();
  await world.joinSignaling(meeting);
  const { response } = await world.joinMedia(meeting);
  expect(response['status_code']).toBe(world.generation === '2025' ? 33 : 17);
  expect(response['reason']).toBe('payload_encryption must be true: this server requires encryption');
  const granted = await world.joinMedia(meeting, { payload_encryption: true });
  expect(granted.response['status_code']).toBe(0);
});

verifies('encryption:masked', async (world) => {
  const { signaling } = await world.join({ media_type: 1, payload_encryption: true });
  await world.advance(100);
  const journal = JSON.stringify(world.journal.find());
  const keys = Object.values(mediaServer(signaling).srtp_keys ?? {});
  expect(keys).toHaveLength(5);
  for (const key of keys) expect(journal).not.toContain(key);
  expect(journal).toContain('srtp_keys');
});

/** A UDP socket of this machine, and what it has received. */
class Receiver implements Disposable {
  readonly packets: Buffer[] = [];
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet) => this.packets.push(Buffer.from(packet)));
  }

  static async open(): Promise<Receiver> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Receiver(socket);
  }

  get request(): { readonly [field: string]: unknown } {
    return {
      payload_encryption: true,
      transmission_protocol: 3,
      udp_port: this.#socket.address().port,
    };
  }

  /** Sequence numbers of the packets, as they came. */
  get sequence(): number[] {
    return this.packets.map((packet) => packet.readUInt16BE(2));
  }

  /** Resolves when there are so many packets. */
  async until(count: number): Promise<void> {
    while (this.packets.length < count) await once(this.#socket, 'message');
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

verifies('encryption:transports', { both: true, encryption: 'optional' }, async (world) => {
  const signaling = await world.joinSignaling(await world.startMeeting());
  expect(mediaServer(signaling)).toMatchObject({ transmission_protocols: [1, 3] });
});

verifies('encryption:udp', { both: true, encryption: 'optional', only: 'network' }, async (world) => {
  using receiver = await Receiver.open();
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1, ...receiver.request });
  await world.until(() => media.received.length > 0);
  expect(media.response).toMatchObject({
    status_code: 0,
    payload_encryption: true,
    transmission_protocol: 3,
    udp: {
      address: '127.0.0.1',
      port: expect.any(Number),
      srtp_profile: 'AES_CM_128_HMAC_SHA1_80',
      streams: [{ media_type: 1, codec: 'L16', payload_type: 97, clock_rate: 16_000, channels: 1 }],
    },
  });
  await world.advance(100);
  expect(receiver.packets).toEqual([]);
  await world.ready(signaling, meeting);
  await world.advance(200);
  await receiver.until(10);
  const [first = -1] = receiver.sequence;
  expect(first).toBeLessThan(32_768);
  expect(receiver.sequence.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, index) => first + index));
  expect(media.ofType(14)).toEqual([]);
});

verifies(
  'encryption:udp-refused',
  { both: true, encryption: 'optional', mediaTypeMasks: 'accept' },
  async (world) => {
    const meeting = await world.startMeeting();
    await world.joinSignaling(meeting);
    const udp = { media_type: 1, transmission_protocol: 3, udp_port: 5004, payload_encryption: true };
    const refused: [object, RegExp][] = [
      [{ payload_encryption: false }, /^payload_encryption must be true over UDP/],
      [{ transmission_protocol: 4 }, /^transmission_protocol must be 1 \(WebSocket\) or 3 \(UDP\), found 4$/],
      [{ transmission_protocol: 'udp' }, /^transmission_protocol must be 1/],
      [{ udp_port: 0 }, /^udp_port must be the port .* found 0$/],
      [
        { media_type: 2, media_params: { video: { codec: 5 } } },
        /codec must be 7 \(H264\) over UDP, found JPG/,
      ],
      [{ media_type: 2, media_params: { video: { codec: 6 } } }, /over UDP, found PNG/],
      [{ media_params: { audio: { data_opt: 2 } } }, /data_opt must be 1 \(mixed\) over UDP/],
      [{ media_type: 8 }, /texts need a WebSocket/],
    ];
    for (const [change, reason] of refused) {
      const { response } = await world.joinMedia(meeting, { ...udp, ...change });
      expect(response['status_code']).toBe(world.generation === '2025' ? 33 : 17);
      expect(response['reason']).toMatch(reason);
    }
  },
);

verifies(['encryption:udp-ends', 'encryption:sdp'], { only: 'network' }, async (world) => {
  using receiver = await Receiver.open();
  const meeting = await world.startMeeting();
  const url = `${world.controlUrl}/api/meetings/${meeting.streamId}/rtp.sdp`;
  expect((await fetch(url)).status).toBe(404);
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1, ...receiver.request });
  await world.until(() => media.received.length > 0);
  const description = await (await fetch(url)).text();
  const [, key = ''] = /inline:(\S+)/.exec(description) ?? [];
  expect(key).toMatch(/^[\w+/]{40}$/);
  expect((await fetch(url, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  expect(JSON.stringify(world.journal.find())).not.toContain(key);

  await world.ready(signaling, meeting);
  await world.advance(200);
  await receiver.until(10);
  media.close();
  await world.settle();
  await world.until(() => meeting.view().connections.every(({ socket }) => socket !== 'media'));
  const sent = receiver.packets.length;
  await world.advance(1000);
  await world.settle();
  expect(receiver.packets.length).toBeLessThanOrEqual(sent + 1);
});

verifies('fault:packet-loss', { only: 'network' }, async (world) => {
  using receiver = await Receiver.open();
  const meeting = await world.startMeeting();
  const signaling = await world.joinSignaling(meeting);
  const media = await world.joinMedia(meeting, { media_type: 1, ...receiver.request });
  await world.until(() => media.received.length > 0);
  await meeting.inject({ do: 'packet-loss', percent: 25, reorder: 20 });
  await world.ready(signaling, meeting);
  await world.advance(2000);
  const counters = meeting.view().connections.find(({ udp }) => udp)?.udp;
  const { packets = 0, lost = 0, reordered = 0 } = counters ?? {};
  expect(lost / (packets + lost)).toBeCloseTo(0.25, 1);
  expect(reordered).toBeGreaterThan(5);
  await receiver.until(packets);
  const numbers = receiver.sequence;
  expect(numbers.some((number, index) => index > 0 && number < (numbers[index - 1] ?? 0))).toBe(true);
});
