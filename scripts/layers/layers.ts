/** A part of a package that is drawn as one box. */
export interface Box {
  readonly name: string;
  /** Folders (`media/`) and files (`clock.ts`) below `src`. Where several match, the longest wins. */
  readonly paths: readonly string[];
}

/** The layers of a package, bottom first. A file may import from its own box and from boxes of the layers below. */
export interface PackageLayers {
  /** Folder below `packages/`. */
  readonly folder: string;
  readonly layers: readonly (readonly Box[])[];
}

const folder = (name: string): Box => ({ name, paths: [`${name}/`] });

export const LAYERS: readonly PackageLayers[] = [
  {
    folder: 'mock-server',
    layers: [
      [
        {
          name: 'ground: clock, log, journal, credentials, policies, cache folder',
          paths: [
            'clock.ts',
            'log.ts',
            'journal.ts',
            'journal-detail.ts',
            'journal-store.ts',
            'journal-types.ts',
            'journal-wire.ts',
            'credentials.ts',
            'policies.ts',
            'units.ts',
            'guard.ts',
            'random.ts',
            'small-set.ts',
            'bounded-log.ts',
            'cache-folder.ts',
            'version.ts',
            'log-tail.ts',
          ],
        },
      ],
      [folder('input')],
      [folder('cassette')],
      [
        folder('faults'),
        folder('webhooks'),
        folder('media'),
        folder('verdicts'),
        folder('time'),
        folder('figures'),
      ],
      [folder('settings')],
      [folder('sockets')],
      [folder('meetings')],
      [folder('signaling')],
      [folder('media/delivery')],
      [folder('scenarios'), folder('replay')],
      [folder('server')],
      [folder('control'), folder('config'), folder('proxy')],
      [folder('rest')],
      [folder('fleet')],
      [{ name: 'server/mock-server: the composition root', paths: ['server/mock-server.ts'] }],
      [folder('check'), folder('load')],
      [{ name: 'index, fleet, testing', paths: ['index.ts', 'fleet.ts', 'testing.ts', 'testing/'] }],
      [{ name: 'cli', paths: ['cli/', 'bin.ts'] }],
    ],
  },
  {
    folder: 'client',
    layers: [
      [
        {
          name: 'errors, logger',
          paths: ['errors.ts', 'logger.ts', 'log-text.ts', 'repeated-lines.ts', 'version.ts'],
        },
        folder('vocabulary'),
      ],
      [folder('network')],
      [folder('connection/links')],
      [folder('connection')],
      [folder('streams')],
      [folder('sdk'), folder('recorders')],
      [folder('webhook')],
      [{ name: 'index, register', paths: ['index.ts', 'register.ts'] }],
    ],
  },
];
