/** For each rule an app that breaks it and one that keeps it. */
import { MessageType } from '@rtms-mock/protocol';
import { expect } from 'vitest';
import { DEV_CREDENTIALS } from '../../src/credentials.js';
import type { MockServerOptions } from '../../src/server/options.js';
import { ECHO, SILENT, type ScriptedApp } from './scripted-app.js';

const RESPONSE = 13;
const VIDEO_4 = { media_type: 2, media_params: { video: { data_opt: 4 } } };

/** A script for an app. The meeting ends afterwards. */
export type Script = (app: ScriptedApp) => Promise<void>;

/** A rule, with an app that breaks it and one that keeps it. */
export interface RuleCase {
  readonly rule: string;
  readonly breaks: Script;
  /** Default: both numeric generations. */
  readonly protocols?: readonly ('2025' | '2026')[];
  /** Options of the server for both apps. */
  readonly options?: MockServerOptions;
  /** Default: an app that does everything right for 25 seconds. */
  readonly keeps?: Script;
}

/** An app without a mistake. */
export const correct: Script = async (app) => {
  await app.join();
  await app.pass(25);
};

const delivered = { status: 'delivered', httpStatus: 200, ms: 20, late: false } as const;
const refused = (httpStatus: number) => ({ status: 'refused', httpStatus, ms: 20, late: false }) as const;

const joinedAfter =
  (outcome: Parameters<ScriptedApp['start']>[0]): Script =>
  async (app) => {
    await app.start(outcome);
    app.core.webhookOutcome = delivered;
    await correct(app);
  };

const withSignaling =
  (change: object): Script =>
  async (app) => {
    await app.start();
    app.signaling(change);
    await app.pass(1);
  };

const withMedia =
  (change: object): Script =>
  async (app) => {
    await app.join({ media_type: 32, ...change });
    await app.pass(1);
  };

const sends =
  (message: object | string, on: 'signaling' | 'media' = 'signaling'): Script =>
  async (app) => {
    const sockets = await app.join();
    sockets[on].send(message);
    await app.pass(1);
  };

export const WEBHOOK_CASES: readonly RuleCase[] = [
  { rule: 'webhook-late', breaks: joinedAfter({ ...delivered, ms: 4100, late: true }) },
  { rule: 'webhook-refused', breaks: joinedAfter(refused(500)), keeps: joinedAfter(delivered) },
  { rule: 'webhook-signature-refused', breaks: joinedAfter(refused(401)) },
  {
    rule: 'webhook-unanswered',
    breaks: joinedAfter({ status: 'failed', code: 'timeout', message: 'no response.', ms: 15_000 }),
  },
  {
    rule: 'never-joined',
    breaks: async (app) => {
      await app.start();
      await app.pass(70);
    },
  },
  {
    rule: 'url-validation-wrong',
    breaks: async (app) => {
      await correct(app);
      app.core.journal.record({
        kind: 'webhook',
        direction: 'received',
        type: 'endpoint.url_validation',
        detail: {
          url: 'http://app',
          verdict: { ok: false, code: 'empty-body', message: 'The body is empty.' },
        },
      });
    },
    keeps: async (app) => {
      await correct(app);
      app.core.journal.record({
        kind: 'webhook',
        direction: 'received',
        type: 'endpoint.url_validation',
        detail: { url: 'http://app', verdict: { ok: true, ms: 2 } },
      });
    },
  },
];

export const HANDSHAKE_CASES: readonly RuleCase[] = [
  { rule: 'signature-missing', breaks: withSignaling({ signature: undefined }) },
  { rule: 'signature-wrong', breaks: withSignaling({ signature: 'f'.repeat(64) }) },
  { rule: 'stream-unknown', breaks: withSignaling({ rtms_stream_id: 'another' }) },
  { rule: 'stream-unknown', breaks: withSignaling({ meeting_uuid: 'another' }) },
  { rule: 'ids-missing', breaks: withSignaling({ meeting_uuid: undefined }) },
  { rule: 'ids-missing', breaks: withSignaling({ rtms_stream_id: '' }) },
  {
    rule: 'joined-after-end',
    breaks: async (app) => {
      await correct(app);
      await app.meeting.stop();
      app.core.clock.advance(2000);
      app.signaling();
    },
    keeps: async (app) => {
      await correct(app);
      await app.meeting.stop();
      await app.meeting.start();
      await app.join();
    },
  },
  { rule: 'protocol-version-missing', breaks: withSignaling({ protocol_version: undefined }) },
  { rule: 'protocol-version-unsupported', breaks: withSignaling({ protocol_version: '1' }) },
  {
    rule: 'string-generation',
    breaks: async (app) => {
      await app.start();
      app.core.dialSignaling().send({ msg_type: 'SIGNALING_HAND_SHAKE_REQ', ...app.ids });
      await app.pass(1);
    },
  },
  {
    rule: 'misnamed-field',
    breaks: withMedia({ media_params: { audio: { sampleRate: 3 } } }),
    keeps: withMedia({ media_params: { audio: { sample_rate: 3, note: 1 } }, client_id: 'me' }),
  },
  {
    rule: 'started-twice',
    breaks: async (app) => {
      await app.join();
      await app.inject({ fault: 'duplicate-webhook' });
      app.signaling();
      await app.pass(1);
    },
    keeps: async (app) => {
      await app.join();
      await app.inject({ fault: 'duplicate-webhook' });
      await app.pass(1);
    },
  },
  {
    rule: 'joined-twice',
    breaks: async (app) => {
      await app.join();
      app.signaling();
      await app.pass(1);
    },
    keeps: async (app) => {
      await app.join();
      await app.inject({ fault: 'cut-socket', socket: 'signaling' });
      await app.pass(2);
      await app.join();
      await app.pass(2);
    },
  },
  {
    rule: 'handshake-repeated',
    breaks: async (app) => {
      const { signaling } = await app.join();
      signaling.send({ msg_type: 1, ...app.ids });
      await app.pass(1);
    },
  },
  {
    rule: 'handshake-repeated',
    breaks: async (app) => {
      const { media } = await app.join();
      media.send({ msg_type: 3, ...app.ids, media_type: 32 });
      await app.pass(1);
    },
  },
  {
    rule: 'handshake-missing',
    breaks: async (app) => {
      await app.start();
      app.core.dialSignaling();
      await app.pass(31);
    },
  },
  {
    rule: 'message-before-handshake',
    breaks: async (app) => {
      await app.start();
      app.core.dialSignaling().send({ msg_type: 7, rtms_stream_id: app.meeting.streamId });
      await app.pass(1);
    },
  },
];

export const MEDIA_CASES: readonly RuleCase[] = [
  { rule: 'media-type-mask', breaks: withMedia({ media_type: 9 }), keeps: withMedia({ media_type: 31 }) },
  { rule: 'media-type-invalid', breaks: withMedia({ media_type: undefined }) },
  { rule: 'media-type-invalid', breaks: withMedia({ media_type: 64 }), keeps: withMedia({ media_type: 8 }) },
  {
    rule: 'media-socket-duplicate',
    breaks: async (app) => {
      await app.join();
      app.media();
      await app.pass(1);
    },
    keeps: async (app) => {
      const { signaling } = await app.join({ media_type: 1 });
      app.media({ media_type: 2 });
      await app.ready(signaling);
      await app.pass(12);
    },
  },
  {
    rule: 'media-before-signaling',
    breaks: async (app) => {
      await app.start();
      app.media();
      await app.pass(1);
    },
  },
  {
    rule: 'media-socket-missing',
    breaks: async (app) => {
      await app.start();
      app.signaling();
      await app.pass(20);
    },
    keeps: async (app) => {
      await app.start();
      app.signaling();
      await app.pass(2);
    },
  },
  {
    rule: 'media-not-in-scope',
    options: { credentials: { ...DEV_CREDENTIALS, apps: [{ ...DEV_CREDENTIALS.apps[0], scope: 1 }] } },
    breaks: withMedia({ media_type: 8 }),
    keeps: withMedia({ media_type: 1 }),
  },
  {
    rule: 'media-params-of-2025',
    protocols: ['2026'],
    breaks: withMedia({ media_params: { transcript: { language: 3 } } }),
    keeps: withMedia({ media_params: { transcript: { src_language: 3, language: 3 } } }),
  },
  {
    rule: 'media-params-invalid',
    breaks: withMedia({ media_params: { audio: { codec: 4, sample_rate: 1 } } }),
  },
  { rule: 'media-params-invalid', breaks: withMedia({ media_params: { video: { resolution: 'HD' } } }) },
  {
    rule: 'media-params-invalid',
    breaks: withMedia({ media_params: { video: { data_opt: 5 } } }),
    keeps: withMedia({ media_params: { audio: { codec: 4, sample_rate: 3, channel: 2 } } }),
  },
  {
    rule: 'media-params-undocumented',
    breaks: withMedia({ media_params: { audio: { content_type: 1, codec: 1, send_rate: 100 } } }),
    keeps: withMedia({ media_params: { audio: { content_type: 2, codec: 1, send_rate: 100 } } }),
  },
  {
    rule: 'encryption-requested',
    breaks: withMedia({ payload_encryption: true }),
    keeps: withMedia({ payload_encryption: false }),
  },
  {
    rule: 'video-selection-refused',
    breaks: sends({ msg_type: 28, user_id: 1, subscribe: true }),
  },
  {
    rule: 'video-selection-missing',
    breaks: async (app) => {
      await app.join(VIDEO_4);
      await app.pass(8);
    },
    keeps: async (app) => {
      const { signaling } = await app.join(VIDEO_4);
      const [participant] = app.meeting.view().participants;
      signaling.send({ msg_type: 28, user_id: participant?.userId, subscribe: true });
      await app.pass(8);
    },
  },
];

export const READY_CASES: readonly RuleCase[] = [
  {
    rule: 'ready-ack-missing',
    breaks: async (app) => {
      await app.start();
      app.signaling();
      app.media();
      await app.pass(25);
    },
    keeps: async (app) => {
      const { signaling } = await app.join({ media_type: 1 });
      app.media({ media_type: 8 });
      await app.pass(2);
      await app.ready(signaling);
      await app.pass(20);
    },
  },
  {
    rule: 'ready-ack-missing',
    breaks: async (app) => {
      await app.join({ media_type: 1 });
      app.media({ media_type: 8 });
      await app.pass(20);
    },
  },
  {
    rule: 'ready-ack-early',
    breaks: async (app) => {
      await app.start();
      const signaling = app.signaling();
      await app.ready(signaling);
      app.media();
      await app.pass(20);
    },
    keeps: async (app) => {
      await app.start();
      const signaling = app.signaling();
      await app.ready(signaling);
      app.media();
      await app.ready(signaling);
      await app.pass(20);
    },
  },
  {
    rule: 'ready-ack-wrong-socket',
    breaks: async (app) => {
      await app.start();
      app.signaling();
      await app.ready(app.media());
      await app.pass(1);
    },
  },
  {
    rule: 'ready-ack-wrong-stream',
    breaks: async (app) => {
      await app.start();
      const signaling = app.signaling();
      app.media();
      await app.ready(signaling, { rtms_stream_id: 'another' });
      await app.pass(1);
    },
  },
  {
    rule: 'ready-ack-repeated',
    breaks: async (app) => {
      const { signaling } = await app.join();
      await app.ready(signaling);
    },
    keeps: async (app) => {
      const { signaling } = await app.join({ media_type: 1 });
      app.media({ media_type: 8 });
      await app.ready(signaling);
      await app.pass(1);
    },
  },
];

export const KEEP_ALIVE_CASES: readonly RuleCase[] = [
  {
    rule: 'keep-alive-missed',
    breaks: async (app) => {
      const { signaling } = await app.join();
      app.answer(signaling, SILENT);
      await app.pass(app.core.generation === '2025' ? 16 : 21);
      app.answer(signaling, ECHO);
    },
  },
  {
    rule: 'keep-alive-lost',
    breaks: async (app) => {
      const { signaling } = await app.join();
      app.answer(signaling, SILENT);
      await app.pass(45);
    },
    keeps: async (app) => {
      await app.join();
      await app.inject({ fault: 'silent-keep-alive', socket: 'signaling' });
      await app.pass(45);
    },
  },
  {
    rule: 'keep-alive-late',
    breaks: async (app) => {
      await app.join();
      await app.pass(11, 5500);
    },
    keeps: async (app) => {
      await app.join();
      await app.pass(11, 2000);
    },
  },
  {
    rule: 'keep-alive-wrong-timestamp',
    breaks: async (app) => {
      const { signaling } = await app.join();
      app.answer(signaling, ({ timestamp }) => [{ msg_type: RESPONSE, timestamp: timestamp + 7 }]);
      await app.pass(15);
    },
  },
  {
    rule: 'keep-alive-wrong-timestamp',
    breaks: async (app) => {
      const { signaling } = await app.join();
      app.answer(signaling, () => [{ msg_type: RESPONSE }]);
      await app.pass(15);
    },
  },
  {
    rule: 'keep-alive-wrong-socket',
    options: { mediaKeepAlive: 'always' },
    breaks: async (app) => {
      await app.start();
      const signaling = app.signaling();
      await app.pass(1);
      const media = app.media({ media_type: 8 });
      app.answer(media, ECHO, signaling);
      await app.ready(signaling);
      await app.pass(30);
    },
    keeps: async (app) => {
      await app.start();
      const signaling = app.signaling();
      await app.pass(1);
      app.media({ media_type: 8 });
      await app.ready(signaling);
      await app.pass(30);
    },
  },
  {
    rule: 'keep-alive-twice',
    breaks: async (app) => {
      const { signaling } = await app.join();
      app.answer(signaling, (request) => [...ECHO(request), ...ECHO(request)]);
      await app.pass(15);
    },
  },
];

const subscribe = (...events: unknown[]) => sends({ msg_type: 5, events });

export const MESSAGE_CASES: readonly RuleCase[] = [
  {
    rule: 'subscription-malformed',
    breaks: subscribe({ event_type: '2', subscribe: true }),
    keeps: subscribe({ event_type: 2, subscribe: true }, { event_type: 3, subscribe: false }),
  },
  { rule: 'subscription-malformed', breaks: sends({ msg_type: 5 }) },
  { rule: 'subscription-malformed', breaks: subscribe({ event_type: 2 }) },
  {
    rule: 'subscription-bare-numbers',
    breaks: subscribe(2, 3),
    keeps: subscribe({ event_type: 2, subscribe: true }),
  },
  { rule: 'message-not-json', breaks: sends('hello') },
  { rule: 'message-type-invalid', breaks: sends({ msg_type: 99 }) },
  { rule: 'message-type-invalid', breaks: sends({ type: 5 }), keeps: sends({ msg_type: 5, events: [] }) },
  { rule: 'message-too-long', breaks: sends({ msg_type: 5, events: [], note: 'x'.repeat(70_000) }) },
  { rule: 'message-on-wrong-socket', breaks: sends({ msg_type: 5, events: [] }, 'media') },
  { rule: 'message-of-the-server', breaks: sends({ msg_type: 6, event: { event_type: 2 } }) },
  { rule: 'session-unknown', breaks: sends({ msg_type: 10, rtms_session_id: '' }) },
  {
    rule: 'session-unknown',
    breaks: sends({ msg_type: 10, rtms_session_id: 'nope' }),
    keeps: async (app) => {
      const { signaling } = await app.join();
      app.meeting.pause();
      const { rtms_session_id } = signaling.ofType(MessageType.SESSION_STATE_UPDATE).at(-1) ?? {};
      signaling.send({ msg_type: 10, rtms_session_id });
      await app.pass(1);
      expect(signaling.ofType(MessageType.SESSION_STATE_RESP).at(-1)).not.toHaveProperty('status');
    },
  },
  {
    rule: 'request-for-other-stream',
    breaks: sends({ msg_type: 19, rtms_stream_id: 'another' }),
    keeps: async (app) => {
      const { signaling } = await app.join();
      signaling.send({ msg_type: 19, rtms_stream_id: app.meeting.streamId });
    },
  },
];

export const RECONNECTION_CASES: readonly RuleCase[] = [
  {
    rule: 'reconnect-too-fast',
    breaks: async (app) => {
      await app.start();
      await app.inject({
        fault: 'reject-handshake',
        socket: 'signaling',
        status: 'STATUS_INTERNAL_EXCEPTION',
        times: 5,
      });
      for (let i = 0; i < 5; i += 1) {
        app.signaling().socket.close(1000, '');
        app.core.clock.advance(120);
      }
      await app.join();
    },
    keeps: async (app) => {
      await app.start();
      await app.inject({
        fault: 'reject-handshake',
        socket: 'signaling',
        status: 'STATUS_INTERNAL_EXCEPTION',
        times: 5,
      });
      for (let i = 0; i < 5; i += 1) {
        app.signaling().socket.close(1000, '');
        app.core.clock.advance(1000 * 2 ** i);
      }
      await app.join();
    },
  },
  {
    rule: 'reconnect-without-back-off',
    breaks: async (app) => {
      await app.start();
      await app.inject({
        fault: 'reject-handshake',
        socket: 'signaling',
        status: 'STATUS_INTERNAL_EXCEPTION',
        times: 6,
      });
      for (let i = 0; i < 6; i += 1) {
        app.signaling().socket.close(1000, '');
        app.core.clock.advance(1000);
      }
      await app.join();
    },
  },
  {
    rule: 'reconnect-missing',
    breaks: async (app) => {
      await app.join();
      await app.inject({ fault: 'cut-socket', socket: 'media' });
      await app.pass(66);
    },
    keeps: async (app) => {
      const { signaling } = await app.join();
      await app.inject({ fault: 'cut-socket', socket: 'media' });
      await app.pass(2);
      app.media();
      await app.ready(signaling);
      await app.pass(20);
    },
  },
  {
    rule: 'reconnect-missing',
    breaks: async (app) => {
      await app.join();
      await app.inject({ fault: 'close-socket', socket: 'signaling', code: 1011 });
      await app.pass(61);
    },
  },
  {
    rule: 'reconnect-only-signaling',
    breaks: async (app) => {
      await app.join();
      await app.inject({ fault: 'cut-socket', socket: 'signaling' });
      await app.pass(2);
      app.signaling();
      await app.pass(25);
    },
    keeps: async (app) => {
      await app.join();
      await app.inject({ fault: 'cut-socket', socket: 'signaling' });
      await app.pass(2);
      await app.join();
      await app.pass(25);
    },
  },
  {
    rule: 'reconnect-only-media',
    breaks: async (app) => {
      await app.join();
      await app.inject({ fault: 'cut-socket', socket: 'signaling' });
      await app.pass(2);
      app.media();
      await app.pass(2);
    },
  },
  {
    rule: 'reconnect-old-url',
    breaks: async (app) => {
      await app.join();
      await app.inject({ fault: 'new-instance' });
      await app.join();
      await app.pass(2);
    },
    keeps: async (app) => {
      await app.join();
      await app.inject({ fault: 'new-instance' });
      app.signaling({}, 2);
      await app.pass(2);
    },
  },
];

export const READING_CASES: readonly RuleCase[] = [
  {
    rule: 'reads-too-slowly',
    options: { mediaBufferBytes: 10_000, keepAliveMs: 10_000_000 },
    breaks: async (app) => {
      const { media } = await app.join({ media_type: 1 });
      media.stopReading();
      await app.pass(30);
    },
  },
  {
    rule: 'message-limit-too-low',
    breaks: async (app) => {
      const { media } = await app.join();
      media.socket.close(1009, 'message too big');
      const detail = { code: 1009, bytes: 120_000, afterMs: 3, reason: 'as the server reports it' };
      const about = { socket: 'media', connectionId: 'm2', streamId: app.meeting.streamId } as const;
      app.core.journal.record({ kind: 'connection', ...about, type: 'closed-after-largest-message', detail });
      await app.pass(1);
    },
    keeps: async (app) => {
      await correct(app);
      await app.meeting.stop();
      // At the end, sockets may be broken off, whatever was sent last.
      const detail = { code: 1006, bytes: 5_000_000, afterMs: 3, reason: 'as the server reports it' };
      const about = { socket: 'media', connectionId: 'm2', streamId: app.meeting.streamId } as const;
      app.core.journal.record({ kind: 'connection', ...about, type: 'closed-after-largest-message', detail });
    },
  },
  {
    rule: 'responses-unread',
    breaks: async (app) => {
      await app.join();
      const about = { socket: 'signaling', connectionId: 's1', streamId: app.meeting.streamId } as const;
      const detail = { reason: 'the client does not read: 9000000 bytes wait for it; closing' };
      app.core.journal.record({ kind: 'connection', ...about, type: 'unread', detail });
    },
  },
  {
    rule: 'binary-frames-ignored',
    options: { keepAliveMs: 1000 },
    breaks: async (app) => {
      const { signaling } = await app.join();
      await app.inject({ fault: 'frames', type: 'binary' });
      app.answer(signaling, SILENT);
      await app.pass(25);
    },
    keeps: async (app) => {
      await app.start();
      await app.inject({ fault: 'frames', type: 'binary' });
      await app.join();
      await app.pass(25);
    },
  },
];

export const ENDING_CASES: readonly RuleCase[] = [
  {
    rule: 'replay-differs',
    breaks: async (app) => {
      await correct(app);
      const { streamId } = app.meeting;
      const detail = {
        subject: 'media',
        reason: 'the app sent no DATA_HAND_SHAKE_REQ as in the recording',
        evidence: [],
      };
      app.core.journal.record({ kind: 'note', type: 'replay-differs', streamId, detail });
    },
  },
  {
    rule: 'leave-without-close',
    breaks: async (app) => {
      const { signaling, media } = await app.join();
      media.socket.close(1000, '');
      signaling.socket.close(1000, '');
      await app.pass(61);
    },
    keeps: async (app) => {
      const { signaling } = await app.join();
      signaling.send({ msg_type: 21, rtms_stream_id: app.meeting.streamId });
      await app.pass(2);
    },
  },
  {
    rule: 'closed-without-notice',
    breaks: async (app) => {
      const { signaling } = await app.join();
      signaling.socket.terminate();
      await app.pass(1);
    },
    keeps: async (app) => {
      const { media } = await app.join();
      await app.inject({ fault: 'cut-socket', socket: 'signaling' });
      media.socket.terminate();
      await app.pass(1);
    },
  },
  {
    rule: 'socket-left-open',
    breaks: async (app) => {
      await correct(app);
      await app.meeting.stop();
      await app.pass(30);
      // The library of the server gives up waiting for the close frame.
      const { streamId } = app.meeting;
      const about = { kind: 'connection', streamId, socket: 'media', connectionId: 'm2' } as const;
      app.core.journal.record({ ...about, type: 'closed', detail: { code: 1006, reason: '', by: 'server' } });
    },
  },
];
