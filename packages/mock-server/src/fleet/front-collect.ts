import type { Request, Response } from 'express';
import type { AllVerdicts, JournalPage } from '../control/observing-bodies.js';
import { mergeFigures } from '../figures/add-figures.js';
import type { ServerFigures } from '../figures/server-figures.js';
import type { Front } from './front.js';
import { collect, lacksRecords } from './front-extent.js';
import { sendMerged, type FrontRoute } from './front-route.js';
import type { FleetJournal } from './membership.js';
import {
  mergeJournals,
  mergeMeetings,
  mergeMetrics,
  mergeSnapshots,
  mergeVerdicts,
  type MeetingsExtent,
} from './merge.js';

/** Calls that read what all nodes have. */
export function collectRoutes(front: Front): readonly FrontRoute[] {
  const { journal } = front.fleet;
  return [
    allMeetings(front, '/api/meetings', mergeMeetings),
    allMeetings(front, '/api/snapshot', mergeSnapshots),
    allVerdicts(front),
    {
      method: 'get',
      path: '/api/figures',
      handle: async (request, response) => {
        const answers = await front.askAll({ method: 'GET', path: request.originalUrl });
        sendMerged(response, answers, (bodies: readonly ServerFigures[]) =>
          mergeFigures(
            bodies.map((figures, index) => ({ node: answers[index]?.node.nodeId ?? '', figures })),
          ),
        );
      },
    },
    {
      method: 'get',
      path: '/metrics',
      handle: async (request, response) => {
        const answers = await front.askAll({ method: 'GET', path: request.originalUrl });
        const all = answers.map(({ node, text }) => ({ name: node.nodeId, text }));
        response.type('text/plain; version=0.0.4; charset=utf-8').send(mergeMetrics(front.kind, all));
      },
    },
    ...(journal ? ownJournal(journal) : [collectedJournal(front)]),
  ];
}

/** The meetings of all nodes, with a note if some that run are in no answer. */
function allMeetings(
  front: Front,
  path: string,
  merge: (bodies: readonly never[], extent: MeetingsExtent) => unknown,
): FrontRoute {
  return {
    method: 'get',
    path,
    handle: async (request, response) => {
      const { answers, ...extent } = await collect(front, { method: 'GET', path: request.originalUrl });
      sendMerged(response, answers, (bodies) => merge(bodies, extent));
    },
  };
}

/** The verdicts of all nodes, with a note if some that have been found are in no answer. */
function allVerdicts(front: Front): FrontRoute {
  return {
    method: 'get',
    path: '/api/verdicts',
    handle: async (request, response) => {
      const { answers, ...extent } = await collect(front, { method: 'GET', path: request.originalUrl });
      const isPartial = lacksRecords(front, extent);
      sendMerged(response, answers, (bodies: readonly AllVerdicts[]) => mergeVerdicts(bodies, isPartial));
    },
  };
}

/** The journal of this process has the entries of all, those of lost nodes included. */
function ownJournal(journal: FleetJournal): readonly FrontRoute[] {
  return [
    {
      method: 'get',
      path: '/api/journal',
      handle: async (_request, _response, next) => {
        await journal.settle();
        next('router');
      },
    },
    {
      method: 'get',
      path: '/api/meetings/:streamId/journal',
      handle: async (request, _response, next) => {
        await journal.settle();
        const streamId = String(request.params['streamId']);
        if (journal.recorder.newest(1, { streamId }).length === 0) return next();
        const query = new URLSearchParams(request.originalUrl.split('?')[1]);
        query.set('streamId', streamId);
        request.url = `/api/journal?${query.toString()}`;
        next('router');
      },
    },
  ];
}

function collectedJournal(front: Front): FrontRoute {
  return {
    method: 'get',
    path: '/api/journal',
    handle: (request, response) => collectJournal(front, request, response),
  };
}

async function collectJournal(front: Front, { originalUrl }: Request, response: Response): Promise<void> {
  // Numbers follow time: what is newer than now, one of the nodes may not have when it is asked.
  const until = front.fleet.numbers?.nextSeq(0);
  const query = new URLSearchParams(originalUrl.split('?')[1]);
  const [first, limit] = [query.get('first'), query.get('limit')].map(countOf);
  // The node that answers need not have the last entries of all.
  if (first !== undefined) query.delete('limit');
  const path = `/api/journal?${query.toString()}`;
  const { answers, ...extent } = await collect(front, { method: 'GET', path }, (one) => front.askAll(one));
  const isPartial = lacksRecords(front, extent, query.get('streamId') || undefined);
  sendMerged(response, answers, (bodies: readonly JournalPage[]) =>
    mergeJournals(bodies, { first, limit, until, isPartial }),
  );
}

/** A number that is none is left to the nodes, which refuse it in words. */
function countOf(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d*$/.test(text) ? Number(text) : undefined;
}
