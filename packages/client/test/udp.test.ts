import { createSrtpKeys, deriveSrtpMasterKeys } from '@rtms-mock/protocol/encryption';
import { ManualClock } from '@rtms-mock/protocol/testing';
import { describe, expect, test } from 'vitest';
import * as werift from 'werift-rtp';
import { JITTER_BUFFER, JitterBuffer } from '../src/connection/links/udp/jitter-buffer.js';
import { RtpReceiver, unixMsOf } from '../src/connection/links/udp/rtp-receiver.js';
import type { DatagramSocket, Endpoint } from '../src/network/udp-socket.js';

describe('the jitter buffer', () => {
  function buffer() {
    const clock = new ManualClock();
    const got: [number, number][] = [];
    const jitter = new JitterBuffer<number>(clock, {
      deliver: (packet, lost) => void got.push([packet, lost]),
    });
    return { clock, got, push: (...numbers: number[]) => numbers.map((n) => jitter.push(n & 0xffff, n)) };
  }

  test('puts packets into order, also where numbers wrap', () => {
    const { got, push } = buffer();
    push(65_534, 65_536, 65_535, 65_537);
    expect(got.map(([packet]) => packet)).toEqual([65_534, 65_535, 65_536, 65_537]);
    expect(got.every(([, lost]) => lost === 0)).toBe(true);
  });

  test('waits 60 ms for a missing packet, then reports it as lost', () => {
    const { clock, got, push } = buffer();
    push(1, 4);
    clock.advance(JITTER_BUFFER.waitMs - 1);
    expect(got).toEqual([[1, 0]]);
    clock.advance(1);
    expect(got).toEqual([
      [1, 0],
      [4, 2],
    ]);
  });

  test('waits no longer when 256 packets are behind the gap', () => {
    const { got, push } = buffer();
    push(0, ...Array.from({ length: JITTER_BUFFER.packets + 1 }, (_, index) => index + 2));
    expect(got).toHaveLength(JITTER_BUFFER.packets + 2);
    expect(got[1]).toEqual([2, 1]);
  });

  test('refuses copies and packets that come too late', () => {
    const { clock, push } = buffer();
    expect(push(1, 1, 3, 3)).toEqual([true, false, true, false]);
    clock.advance(JITTER_BUFFER.waitMs);
    expect(push(2)).toEqual([false]);
  });
});

test('RTP timestamps become the Unix time nearest to now', () => {
  const nowMs = 1_767_225_600_000;
  for (const difference of [-5000, 0, 40]) {
    const timestamp = Math.round(((nowMs + difference) * 90_000) / 1000) % 2 ** 32;
    expect(unixMsOf(timestamp, 90_000, nowMs)).toBe(nowMs + difference);
  }
});

test('changed, repeated, cut and foreign packets are dropped, and a nonce is returned', () => {
  const keys = createSrtpKeys();
  const server: Endpoint = { address: '192.0.2.1', port: 4000 };
  let receive: (data: Buffer, from: Endpoint) => void = () => {};
  const sent: Uint8Array[] = [];
  const socket: DatagramSocket = {
    port: 1,
    send: (data) => void sent.push(data),
    onMessage: (callback) => {
      receive = callback;
    },
    close: () => {},
  };
  const media: string[] = [];
  const rejected: string[] = [];
  const receiver = new RtpReceiver({
    library: werift,
    socket,
    grant: {
      ...server,
      srtp_profile: 'AES_CM_128_HMAC_SHA1_80',
      streams: [{ media_type: 1, codec: 'opus', payload_type: 111, clock_rate: 48_000, ssrc: 9 }],
    },
    keys,
    streamId: 's',
    clock: new ManualClock(),
    handlers: {
      media: ({ content }) => void media.push(Buffer.from(content.data, 'base64').toString()),
      rejected: (reason) => void rejected.push(reason),
    },
  });
  const { masterKey, masterSalt } = deriveSrtpMasterKeys(keys.audio, 's', 'audio', 9);
  const sender = new werift.SrtpSession({
    profile: werift.ProtectionProfileAes128CmHmacSha1_80,
    keys: {
      localMasterKey: masterKey,
      localMasterSalt: masterSalt,
      remoteMasterKey: masterKey,
      remoteMasterSalt: masterSalt,
    },
  });
  const packet = (sequenceNumber: number, ssrc = 9): Buffer =>
    sender.encrypt(
      Buffer.from(`packet ${sequenceNumber}`),
      new werift.RtpHeader({ version: 2, payloadType: 111, sequenceNumber, timestamp: 1, ssrc }),
    );
  const first = packet(1);
  const changed = packet(2);
  changed.writeUInt8(changed.readUInt8(14) ^ 1, 14);
  receive(first, server);
  receive(first, server);
  receive(changed, server);
  receive(packet(3).subarray(0, 21), server);
  receive(packet(2, 8), server);
  receive(packet(2), { ...server, port: 4001 });
  receive(Buffer.alloc(16, 7), server);
  receive(packet(2), server);
  receiver.close();
  expect(media).toEqual(['packet 1', 'packet 2']);
  expect(rejected).toEqual(['replayed', 'not-authentic', 'truncated', 'not-authentic', 'foreign']);
  expect(sent).toEqual([Buffer.alloc(16, 7)]);
});
