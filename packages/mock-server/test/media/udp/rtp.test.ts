import { createSrtpKeys } from '@rtms-mock/protocol/encryption';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import { H264RtpPayload, SrtpSession, RtpPacket, ProtectionProfileAes128CmHmacSha1_80 } from 'werift-rtp';
import { PacketSender } from '../../../src/media/delivery/udp/packet-sender.js';
import { MAX_PAYLOAD_BYTES, packetize } from '../../../src/media/delivery/udp/packetize.js';
import { rtpFormats, type RtpFormat } from '../../../src/media/delivery/udp/rtp-format.js';
import { loadRtpLibrary, RtpStream } from '../../../src/media/delivery/udp/rtp-stream.js';
import { TargetProof } from '../../../src/media/delivery/udp/target-proof.js';
import type { DatagramSocket, Endpoint } from '../../../src/sockets/udp-socket.js';
import type { PacketTrouble } from '../../../src/faults/stream-faults.js';

const H264: RtpFormat = {
  kind: 'video',
  mediaType: 2,
  codec: 'H264',
  payloadType: 96,
  clockRate: 90_000,
};
const L16: RtpFormat = { kind: 'audio', mediaType: 1, codec: 'L16', payloadType: 97, clockRate: 16_000 };

/** NAL units of these sizes in Annex B form; the first byte is the header. */
function frame(...units: readonly [header: number, bytes: number][]): Buffer {
  return Buffer.concat(
    units.flatMap(([header, bytes]) => [
      Buffer.from([0, 0, 0, 1, header]),
      Buffer.from(Array.from({ length: bytes - 1 }, (_, index) => 1 + (index % 200))),
    ]),
  );
}

/** A socket that keeps what was sent. */
function fakeSocket() {
  const sent: [Buffer, Endpoint][] = [];
  let receive: (data: Uint8Array, from: Endpoint) => void = () => {};
  const socket: DatagramSocket = {
    local: { address: '192.0.2.1', port: 1 },
    send: (data, to) => void sent.push([Buffer.from(data), to]),
    onMessage: (callback) => {
      receive = callback;
    },
    close: () => {},
  };
  return { socket, sent, receive: (data: Uint8Array, from: Endpoint): void => receive(data, from) };
}

describe('packets of H.264', () => {
  test('parameter sets share a packet, and a large slice is cut', () => {
    const payloads = packetize(H264, frame([0x67, 20], [0x68, 8], [0x65, 3000]));
    expect(payloads.map(({ data }) => (data[0] ?? 0) & 31)).toEqual([24, 28, 28, 28]);
    expect(payloads.every(({ data }) => data.length <= MAX_PAYLOAD_BYTES)).toBe(true);
    expect(payloads.map(({ isLast }) => isLast)).toEqual([false, false, false, true]);
  });

  test('an independent depacketizer puts the frame together again', () => {
    const original = frame([0x67, 20], [0x68, 8], [0x65, 3000], [0x65, 1199], [0x41, 5]);
    let fragment: Buffer | undefined;
    const parts = packetize(H264, original).map(({ data }) => {
      const read = H264RtpPayload.deSerialize(data, fragment);
      fragment = read.fragment;
      return read.payload ?? Buffer.alloc(0);
    });
    expect(Buffer.concat(parts).equals(original)).toBe(true);
  });
});

test('samples of L16 are big-endian, and long packets are cut between samples', () => {
  const [only] = packetize(L16, Buffer.from([1, 2, 3, 4]));
  expect(only?.data).toEqual(Buffer.from([2, 1, 4, 3]));
  const parts = packetize({ ...L16, channels: 2 }, Buffer.alloc(3840));
  expect(parts.map(({ data }) => data.length)).toEqual([1200, 1200, 1200, 240]);
  expect(parts.map(({ offset }) => offset)).toEqual([0, 300, 600, 900]);
});

test('packets are SRTP, count on, and have the time and the user', async () => {
  const keys = createSrtpKeys();
  const library = await loadRtpLibrary();
  const stream = new RtpStream({
    library,
    format: L16,
    keys,
    streamId: 's',
    ssrc: 7,
    firstSequence: 32_766,
  });
  const { masterKey: key, masterSalt: salt } = stream.keys;
  const receiver = new SrtpSession({
    profile: ProtectionProfileAes128CmHmacSha1_80,
    keys: { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt },
  });
  const protectedPackets = [0, 20, 40].flatMap((ms) =>
    stream.packets(Buffer.from([1, 0]), 1_767_225_600_000 + ms, 16_778_240),
  );
  const [first, second, third] = protectedPackets as [Buffer, Buffer, Buffer];
  expect([first, second, third].map((packet) => packet.readUInt16BE(2))).toEqual([32_766, 32_767, 32_768]);
  // The first packet that arrives may be any of the first half of the numbers.
  const read = RtpPacket.deSerialize(receiver.decrypt(third));
  expect(read.header.csrc).toEqual([16_778_240]);
  expect(read.header.timestamp).toBe(Number((1_767_225_600_040n * 16n) % 2n ** 32n));
});

test('only mixed audio and H.264 have an RTP encoding', () => {
  const audio = {
    content_type: 2,
    codec: 4,
    sample_rate: 3,
    channel: 1,
    data_opt: 1,
    send_rate: 20,
  } as const;
  const granted = rtpFormats({ audio });
  expect(granted.ok && granted.formats[0]).toMatchObject({ codec: 'opus', clockRate: 48_000, channels: 2 });
  expect(rtpFormats({ audio: { ...audio, data_opt: 2 } }).ok).toBe(false);
  expect(rtpFormats({}).ok).toBe(false);
});

describe('packets are sent', () => {
  const packets = Array.from({ length: 100 }, (_, index) => Buffer.of(index));
  const target = { address: '127.0.0.1', port: 5004 };

  function send(trouble?: PacketTrouble) {
    const { socket, sent } = fakeSocket();
    const clock = new ManualClock();
    const sender = new PacketSender({ socket, target, clock, trouble: () => trouble });
    sender.send(packets);
    return { sent, clock, sender };
  }

  test('eight in a millisecond', () => {
    const { sent, clock } = send();
    expect(sent).toHaveLength(8);
    clock.advance(1);
    expect(sent).toHaveLength(16);
    clock.advance(20);
    expect(sent.map(([data]) => data[0])).toEqual(packets.map((data) => data[0]));
  });

  test('to the target only, and not after the end', () => {
    const { sent, clock, sender } = send();
    sender.stop();
    clock.advance(100);
    expect(sent).toHaveLength(8);
    expect(sent.every(([, to]) => to === target)).toBe(true);
  });

  test('without those that a scenario loses, and some after the next one', () => {
    const { sent, clock, sender } = send({ loss: 10, reorder: 10 });
    clock.advance(100);
    expect(sender.counters.lost).toBe(10);
    // The ninth waits for the next packet.
    expect(sender.counters.reordered).toBe(8);
    const numbers = sent.map(([data]) => data[0] ?? 0);
    expect(numbers.filter((number, index) => number < (numbers[index - 1] ?? 0))).toHaveLength(8);
  });
});

describe('the target', () => {
  test('on this machine needs no nonce', () => {
    const { socket, sent } = fakeSocket();
    expect(new TargetProof(socket, { address: '127.0.0.1', port: 1 }).isProven).toBe(true);
    expect(sent).toEqual([]);
  });

  test('on another machine has to return the nonce, which is sent at most five times', () => {
    const { socket, sent, receive } = fakeSocket();
    const target = { address: '192.0.2.7', port: 5004 };
    const proof = new TargetProof(socket, target);
    let proven = 0;
    for (let ready = 0; ready < 9; ready += 1) proof.challenge(() => (proven += 1));
    expect(sent).toHaveLength(5);
    const [[nonce]] = sent as [[Buffer, Endpoint]];
    expect(nonce).toHaveLength(16);
    receive(nonce, { address: '192.0.2.8', port: 5004 });
    receive(nonce, { address: '192.0.2.7', port: 5005 });
    receive(Buffer.alloc(16), target);
    expect([proof.isProven, proof.ignored]).toEqual([false, 3]);
    receive(nonce, { ...target, address: '::ffff:192.0.2.7' });
    receive(nonce, target);
    expect([proof.isProven, proven]).toEqual([true, 1]);
  });
});
