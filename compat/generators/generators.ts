/** The code generators that `pnpm compat` runs, each with a client in `clients/`. */
import type { Subject } from '../family.js';

/** A text in a generated file: path in the folder of the client, and what the text looks like. */
export interface Evidence {
  readonly file: string;
  /** The first group is shown. */
  readonly pattern: RegExp;
}

/** A code generator, or a validator that compiles schemas. */
export interface Generator extends Subject {
  readonly language: string;
  /** Command that prints what the generated code makes of the frames in `cases.json`. */
  readonly run: readonly string[];
  /** Type of `timestamp` and `event`, and the file with the states of a stream; `undefined` for validators. */
  readonly generated?: { readonly timestamp: Evidence; readonly event: Evidence; readonly states: string };
}

const PYTHON = {
  language: 'Python',
  tools: ['python3'],
  run: ['venv/bin/python', 'client.py'],
} as const;

const INSTALL = [
  ['python3', '-m', 'venv', 'venv'],
  ['venv/bin/pip', 'install', '--quiet', '-r', 'requirements.txt'],
] as const;

const NPM_INSTALL = ['npm', 'install', '--silent', '--no-audit', '--no-fund'] as const;

/** In the order of the table. */
export const GENERATORS: readonly Generator[] = [
  {
    name: 'typify',
    version: '0.8.0',
    language: 'Rust',
    folder: 'typify',
    tools: ['cargo'],
    prepare: [['cargo', 'build', '--locked', '--quiet', '-j1']],
    run: ['target/debug/compat-typify'],
    generated: {
      timestamp: { file: 'types.rs', pattern: /pub timestamp: (\w+)/ },
      event: { file: 'types.rs', pattern: /pub event: (EventUpdate\w+)/ },
      states: 'types.rs',
    },
  },
  {
    name: 'go-jsonschema',
    version: '0.24.1',
    language: 'Go',
    folder: 'go-jsonschema',
    tools: ['go'],
    prepare: [
      ['go', 'run', './generate'],
      ['go', 'build', '-p', '1', '-o', 'bin/client', '.'],
    ],
    run: ['bin/client'],
    generated: {
      timestamp: { file: 'generated/g2026keepalivereq/types.go', pattern: /Timestamp (\w+) `/ },
      event: { file: 'generated/g2026eventupdate/types.go', pattern: /Event (interface\{\}|\w+) `/ },
      states: 'generated/g2026streamstateupdate/types.go',
    },
  },
  {
    name: 'jsonschema2pojo',
    version: '1.3.3',
    language: 'Java',
    folder: 'jsonschema2pojo',
    tools: ['java', 'javac', 'mvn'],
    prepare: [
      ['mvn', '-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'],
      ['java', '-cp', 'lib/*', 'Generate.java'],
      ['sh', '-c', "javac -nowarn -cp 'lib/*' -d classes Client.java $(find generated -name '*.java')"],
    ],
    run: ['java', '-cp', 'classes:lib/*', 'Client'],
    generated: {
      timestamp: {
        file: 'generated/g2026/keepalivereq/KeepAliveReqSchema.java',
        pattern: /private (\w+) timestamp;/,
      },
      event: {
        file: 'generated/g2026/eventupdate/EventUpdateSchema.java',
        pattern: /private (\w+) event;/,
      },
      states: 'generated/g2026/streamstateupdate/StreamStateUpdateSchema.java',
    },
  },
  {
    name: 'Modelina',
    version: '5.10.1',
    language: 'TypeScript, from `asyncapi.json`',
    folder: 'modelina',
    tools: ['npm'],
    prepare: [NPM_INSTALL, ['node', 'generate.mjs'], ['node_modules/.bin/tsc']],
    run: ['node', 'client.mjs'],
    generated: {
      timestamp: { file: 'models.ts', pattern: /timestamp\?: (\w+)/ },
      event: { file: 'models.ts', pattern: /class EventUpdate2026 \{[^}]*?Event\?: ([^;]+);/ },
      states: 'models.ts',
    },
  },
  {
    ...PYTHON,
    name: 'datamodel-code-generator',
    version: '0.89.0',
    folder: 'datamodel-code-generator',
    prepare: [...INSTALL, ['venv/bin/python', 'generate.py']],
    generated: {
      timestamp: { file: 'generated/g2026_keep_alive_req.py', pattern: /^ {4}timestamp: (\w+)/m },
      event: { file: 'generated/g2026_event_update.py', pattern: /^ {4}event: \(?([^=]+?)\)? =/m },
      states: 'generated/g2026_stream_state_update.py',
    },
  },
  {
    ...PYTHON,
    name: 'quicktype',
    version: '26.0.0',
    folder: 'quicktype',
    tools: ['python3', 'npm'],
    prepare: [NPM_INSTALL, ['./generate.sh']],
    run: ['python3', 'client.py'],
    generated: {
      timestamp: { file: 'g2026.py', pattern: /class KeepAliveReq:[^@]*? {4}timestamp: (\w+)/ },
      event: { file: 'g2026.py', pattern: /class EventUpdate:[^@]*? {4}event: (\w+)/ },
      states: 'g2026.py',
    },
  },
  {
    name: 'json-schema-to-typescript',
    version: '16.0.0',
    language: 'TypeScript',
    folder: 'json-schema-to-typescript',
    tools: ['npm'],
    prepare: [NPM_INSTALL],
    run: ['node', 'client.mjs'],
    generated: {
      timestamp: { file: 'generated/2026-keep-alive-req.ts', pattern: /timestamp: (\w+)/ },
      event: { file: 'generated/2026-event-update.ts', pattern: /event:\s+\|? ?(FirstPacket[^;]+);/ },
      states: 'generated/2026-stream-state-update.ts',
    },
  },
  {
    ...PYTHON,
    name: 'fastjsonschema',
    version: '2.22.3',
    folder: 'fastjsonschema',
    language: 'Python, validation only',
    prepare: INSTALL,
  },
];
