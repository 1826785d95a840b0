import type { Tape } from '../replay/tape.js';
import type { RecordedStream } from '../replay/recorded-stream.js';
import type { CassetteList } from './cassette-bodies.js';
import type { ControlContext } from './control-context.js';
import type { Route } from './route.js';

/** The recorded meetings that a meeting can replay. */
export function cassetteRoutes({
  cassettes = [],
  replay,
}: Pick<ControlContext, 'cassettes' | 'replay'>): Route[] {
  const all = replay === undefined ? cassettes : [replay, ...cassettes];
  return [
    {
      method: 'GET',
      path: '/api/cassettes',
      handle: (_request, response) => {
        const body: CassetteList = { cassettes: all.map((tape) => cassetteView(tape, tape === replay)) };
        response.json(body);
      },
    },
  ];
}

function cassetteView(
  { label, header, streams, notes }: Tape,
  isDefault: boolean,
): CassetteList['cassettes'][number] {
  const { startedAt, generation } = header;
  return { name: label, isDefault, startedAt, protocol: generation, streams: streams.map(streamOf), notes };
}

function streamOf({ streamId, product, firstMs, lastMs, people, media }: RecordedStream) {
  const durationMs = Math.round(lastMs - firstMs);
  return { streamId, product, durationMs, participants: [...people.values()], media: { ...media } };
}
