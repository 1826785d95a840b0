import { expect, test } from 'vitest';
import { askOwner, type OwnerContext, type OwnerReply } from '../../src/fleet/front-owner.js';
import { NodeUnreachableError } from '../../src/fleet/node-client.js';
import type { NodeInfo } from '../../src/fleet/registry.js';

const NODE: NodeInfo = { nodeId: '1', apiUrl: '', signalingUrl: '', labels: {}, state: 'ready', load: 0 };

/** Asks for a stream at a node that answers with a status; `undefined`: it does not answer. */
async function reply(status: number | undefined, owner: NodeInfo | undefined = NODE): Promise<OwnerReply> {
  const front: OwnerContext = {
    fleet: { registry: { ownerOf: () => owner } },
    client: {
      ask: (node) =>
        status === undefined
          ? Promise.reject(new NodeUnreachableError(node))
          : Promise.resolve({ node, status, headers: new Headers(), text: '{}' }),
    },
    refusesUs: (answer) => answer.status === 401,
  };
  return askOwner(front, 'stream', { method: 'GET', path: '/' });
}

test('only 200 is done; a refusal stays one, and what may change is asked again', async () => {
  expect(await reply(200)).toEqual({ kind: 'done', text: '{}' });
  for (const status of [401, 400, 409]) expect(await reply(status)).toEqual({ kind: 'refused' });
  for (const status of [404, 500, 503, undefined]) expect(await reply(status)).toEqual({ kind: 'later' });
});

test('a node that is lost is not asked', async () => {
  expect(await reply(200, { ...NODE, state: 'lost' })).toEqual({ kind: 'lost' });
});
