/** Refusals at each stage of a join. */
import type { ServerScript } from '../script.js';

const refused = (msg_type: 2 | 4, status_code: number, reason: string): object => ({
  msg_type,
  protocol_version: 1,
  sequence: 0,
  status_code,
  reason,
});
const BOTH = ['onAudioData', 'onVideoData'];

const SCRIPTS: readonly ServerScript[] = [
  {
    name: 'refuses the WebSocket of signaling with 404',
    refuseUpgrade: { signaling: 404 },
    payload: () => ({ timeout: 3000 }),
  },
  {
    name: 'refuses the WebSocket of signaling with 503',
    refuseUpgrade: { signaling: 503 },
    payload: () => ({ timeout: 3000 }),
  },
  { name: 'refuses the signature', onSignaling: () => refused(2, 3, 'Invalid signature') },
  { name: 'refuses an unknown stream', onSignaling: () => refused(2, 2, 'Stream not found') },
  { name: 'refuses a second connection', onSignaling: () => refused(2, 8, 'duplicate signal request') },
  {
    name: 'refuses a second connection once',
    onSignaling: (attempt) => (attempt === 1 ? refused(2, 8, 'duplicate signal request') : undefined),
  },
  { name: 'closes signaling with 1000 in place of the answer', onSignaling: () => ({ close: 1000 }) },
  { name: 'closes signaling with 1011 in place of the answer', onSignaling: () => ({ close: 1011 }) },
  { name: 'never answers on signaling', onSignaling: () => 'silence', payload: () => ({ timeout: 2000 }) },
  {
    name: 'answers on signaling with something else',
    onSignaling: () => ({ msg_type: 99 }),
    payload: () => ({ timeout: 2000 }),
  },
  { name: 'answers on signaling without a status', onSignaling: () => ({ msg_type: 2, reason: '' }) },
  {
    name: 'answers on media without a status',
    onMedia: () => ({ msg_type: 4, reason: '', payload_encrypted: false }),
  },
  { name: 'refuses a media type', onMedia: () => refused(4, 14, 'Media type invalid value') },
  {
    name: 'refuses one media type of two',
    callbacks: BOTH,
    onMedia: (path) => (path === 'video' ? refused(4, 14, 'Media type invalid value') : undefined),
  },
  { name: 'closes media with 1000 in place of the answer', onMedia: () => ({ close: 1000 }) },
  { name: 'closes media with 1011 in place of the answer', onMedia: () => ({ close: 1011 }) },
  { name: 'never answers on media', onMedia: () => 'silence', payload: () => ({ timeout: 2000 }) },
  {
    name: 'refuses the WebSocket of media with 404',
    refuseUpgrade: { audio: 404 },
    payload: () => ({ timeout: 3000 }),
  },
  {
    name: 'answers on media without media_params',
    onMedia: () => ({ ...refused(4, 0, ''), payload_encrypted: false }),
  },
  {
    name: 'answers on media without payload_encrypted',
    onMedia: () => ({
      ...refused(4, 0, ''),
      payload_encryption: false,
      media_params: {
        audio: { content_type: 2, codec: 4, sample_rate: 3, channel: 2, data_opt: 2, send_rate: 20 },
      },
    }),
  },
];

/** Both clients may try again, after up to 1.5 s. */
export const REFUSALS: readonly ServerScript[] = SCRIPTS.map((script) => ({ settleMs: 1900, ...script }));
