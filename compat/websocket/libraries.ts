/** The WebSocket libraries that `pnpm compat` runs, each with a client in `clients/`. */
import type { Subject } from '../family.js';

/** A WebSocket library. */
export interface Library extends Subject {
  /** Command that runs the client. URL, handshake and mode are added. */
  readonly run: readonly string[];
  /** The setting that raises the limit, as Markdown. `undefined`: there is no limit to raise. */
  readonly setting: string | undefined;
}

const PYTHON = {
  folder: 'python',
  tools: ['python3'],
  prepare: [
    ['python3', '-m', 'venv', 'venv'],
    ['venv/bin/pip', 'install', '--quiet', '-r', 'requirements.txt'],
  ],
} as const;

const NODE = {
  folder: 'node',
  tools: ['npm'],
  prepare: [['npm', 'install', '--silent', '--no-audit', '--no-fund']],
} as const;

const GO = { folder: 'go', tools: ['go'], prepare: [['go', 'build', '-o', 'bin/', './...']] } as const;

const MAVEN = {
  tools: ['java', 'mvn'],
  prepare: [['mvn', '-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib']],
  run: ['java', '-cp', 'lib/*', 'Client.java'],
} as const;

/** In the order of the table. */
export const LIBRARIES: readonly Library[] = [
  {
    ...MAVEN,
    name: 'Tomcat',
    version: '11.0.27',
    folder: 'tomcat',
    setting: '`container.setDefaultMaxTextMessageBufferSize(64 * 1024 * 1024)`',
  },
  {
    ...GO,
    name: 'Go coder/websocket',
    version: '1.8.15',
    run: ['bin/coder'],
    setting: '`socket.SetReadLimit(-1)`',
  },
  {
    ...MAVEN,
    name: 'Jetty',
    version: '12.1.12',
    folder: 'jetty',
    setting: '`client.setMaxTextMessageSize(-1)` and `client.setMaxFrameSize(-1)`',
  },
  {
    ...PYTHON,
    name: 'Python websockets',
    version: '17.4',
    run: ['venv/bin/python', 'websockets_client.py'],
    setting: '`connect(url, max_size=None)`',
  },
  {
    ...NODE,
    name: 'npm websocket',
    version: '1.0.35',
    run: ['node', 'websocket.mjs'],
    setting: '`new client({ maxReceivedFrameSize: N, maxReceivedMessageSize: N })`',
  },
  {
    ...MAVEN,
    name: 'Tyrus',
    version: '2.2.2',
    folder: 'tyrus',
    setting: '`client.getProperties().put("org.glassfish.tyrus.incomingBufferSize", N)`',
  },
  {
    ...PYTHON,
    name: 'Python aiohttp',
    version: '3.14.5',
    run: ['venv/bin/python', 'aiohttp_client.py'],
    setting: '`session.ws_connect(url, max_msg_size=0)`',
  },
  {
    name: 'Rust tungstenite',
    version: '0.30.0',
    folder: 'tungstenite',
    tools: ['cargo'],
    prepare: [['cargo', 'build', '--locked', '--quiet']],
    run: ['target/debug/compat-tungstenite'],
    setting: '`WebSocketConfig::default().max_message_size(None).max_frame_size(None)`',
  },
  {
    ...NODE,
    name: 'npm ws',
    version: '8.23.0',
    run: ['node', 'ws.mjs'],
    setting: '`new WebSocket(url, { maxPayload: 0 })`',
  },
  {
    ...NODE,
    name: 'Node, built in',
    version: '24.21.0',
    run: ['node_modules/node/bin/node', 'built-in.mjs'],
    setting: undefined,
  },
  { ...GO, name: 'Go gorilla/websocket', version: '1.5.3', run: ['bin/gorilla'], setting: undefined },
  {
    name: 'Java java.net.http',
    version: '17',
    isPartOfTool: true,
    folder: 'java-net-http',
    tools: ['java'],
    prepare: [],
    run: ['java', 'Client.java'],
    setting: undefined,
  },
];
