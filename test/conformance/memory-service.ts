/** The service without a network: in-memory sockets, and webhooks in an array. */
import type { NumericGeneration } from '@rtms-mock/protocol';
import { ManualClock, memorySocketPair } from '@rtms-mock/protocol/testing';
import { mediaTypesOfPath } from '../../packages/mock-server/src/sockets/gateway.js';
import { JournalRecorder } from '../../packages/mock-server/src/journal.js';
import { resolveOptions, type MockServerOptions } from '../../packages/mock-server/src/server/options.js';
import { ServerCore } from '../../packages/mock-server/src/server/server-core.js';
import { testSource } from '../../packages/mock-server/test/support/test-source.js';
import { Peer } from './peer.js';
import type { ArrivedWebhook, Service } from './world.js';

/** Resolves after all callbacks of resolved promises have run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function memoryService(options: MockServerOptions): Service {
  const clock = new ManualClock();
  const journal = new JournalRecorder(clock);
  const webhooks: ArrivedWebhook[] = [];
  const settings = resolveOptions({
    endNoticeMs: 0,
    stoppedWebhookDelayMs: 0,
    timelineStart: 'created',
    ...options,
  });
  const generation: NumericGeneration = options.protocol === '2026' ? '2026' : '2025';
  const core = new ServerCore({
    settings,
    media: options.media ?? testSource(),
    clock,
    journal,
    signalingUrl: 'ws://mock',
    mediaUrl: 'ws://mock:1',
    webhooks: {
      send: (_url, body) => {
        webhooks.push({ body: body as unknown as ArrivedWebhook['body'] });
        return Promise.resolve({ status: 'delivered', httpStatus: 200, ms: 1, late: false });
      },
      validate: () => Promise.resolve({ ok: true, ms: 1 }),
    },
  });
  return {
    clock,
    journal,
    webhooks,
    startMeeting: (input) => core.startMeeting({ webhookUrl: 'http://app/webhook', ...input }),
    dial: (kind, path = '/all') => {
      const [ours, theirs] = memorySocketPair();
      if (kind === 'signaling') core.routes.signaling(theirs);
      else core.routes.media(theirs, mediaTypesOfPath(path));
      const peer = new Peer(
        kind,
        {
          send: (text) => ours.send(text),
          close: (code) => ours.close(code),
          cut: () => ours.terminate(),
          settle: settled,
        },
        generation,
      );
      ours.onMessage((text) =>
        typeof text === 'string'
          ? peer.receive(text)
          : peer.receive(new TextDecoder().decode(text), 'binary'),
      );
      ours.onClose((code, reason) => peer.ended(code, reason));
      return Promise.resolve(peer);
    },
    settle: settled,
    untilWebhooks: async (count) => {
      for (let round = 0; webhooks.length < count; round += 1) {
        if (round > 100) throw new Error(`only ${webhooks.length} of ${count} webhooks have arrived`);
        await settled();
      }
    },
    close: () => core.close(),
  };
}
