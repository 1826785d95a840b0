/**
 * Builds one AsyncAPI document for both sockets in all generations. It refers to the schema files beside it.
 */
import { CATALOG, placesOf, type SchemaEntry, type SchemaFolder } from './catalog.js';

const GENERATIONS = ['string', '2025', '2026'] as const satisfies readonly SchemaFolder[];
const TITLES = {
  string: 'the beta of early 2025, with names instead of numbers',
  '2025': 'numeric, from June 2025',
  '2026': 'numeric, today’s real service',
};
const SOCKETS = {
  signaling: 'Handshake, events, states and keep-alive of one stream.',
  media: 'Handshake, media data and keep-alive; one socket for all media or one for each type.',
} as const;
type Socket = keyof typeof SOCKETS;

interface Place {
  readonly socket: Socket;
  readonly from: 'client' | 'server';
}

/**
 * Sockets and senders of a message. In the string generation clients also send messages that later only
 * servers send.
 */
function placesIn(entry: SchemaEntry): Place[] {
  const places: Place[] = placesOf(entry.name);
  const alsoFromClients = ['KEEP_ALIVE_REQ', 'KEEP_ALIVE_RESP', 'SESSION_STATE_UPDATE'];
  if (entry.folder !== 'string' || !alsoFromClients.includes(entry.name)) return places;
  return [
    { socket: 'signaling', from: 'client' },
    { socket: 'signaling', from: 'server' },
  ];
}

/** Builds the document. `version`: version of the package. */
export function buildAsyncApi(version: string): object {
  const messages = CATALOG.filter((entry) => entry.folder !== 'webhooks');
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Realtime Media Streams',
      version,
      description:
        'The two WebSockets of a stream, described by the rtms-mock project from public documents and observation. Operations are those of the app: it sends what clients send.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      signaling: { host: 'localhost:9092', protocol: 'ws', description: 'Signaling of a local rtms-mock.' },
      media: { host: 'localhost:8081', protocol: 'ws', description: 'Media of a local rtms-mock.' },
    },
    channels: Object.fromEntries(
      GENERATIONS.flatMap((generation) =>
        (['signaling', 'media'] as const).map((socket) => [
          `${socket}-${generation}`,
          channel(generation, socket, messages),
        ]),
      ),
    ),
    operations: Object.fromEntries(
      GENERATIONS.flatMap((generation) =>
        (['signaling', 'media'] as const).flatMap((socket) =>
          (['client', 'server'] as const).map((from) => operation(generation, socket, from, messages)),
        ),
      ),
    ),
    components: {
      messages: Object.fromEntries(messages.map((entry) => [messageKey(entry), message(entry)])),
    },
  };
}

function messageKey(entry: SchemaEntry): string {
  return `${entry.file}-${entry.folder}`;
}

function message(entry: SchemaEntry): object {
  return {
    name: entry.name,
    title: `${entry.name} (${entry.folder})`,
    payload: {
      schemaFormat: 'application/schema+json;version=draft-07',
      schema: { $ref: `./${entry.folder}/${entry.file}.schema.json` },
    },
  };
}

function on(
  entry: SchemaEntry,
  generation: SchemaFolder,
  socket: Socket,
  from?: 'client' | 'server',
): boolean {
  if (entry.folder !== generation) return false;
  return placesIn(entry).some(
    (place) => place.socket === socket && (from === undefined || place.from === from),
  );
}

function channel(
  generation: (typeof GENERATIONS)[number],
  socket: Socket,
  all: readonly SchemaEntry[],
): object {
  const here = all.filter((entry) => on(entry, generation, socket));
  return {
    address: socket === 'signaling' ? '/signaling' : '/all',
    title: `${socket}, ${generation}`,
    description: `${SOCKETS[socket]} Generation ${generation}: ${TITLES[generation]}.`,
    servers: [{ $ref: `#/servers/${socket}` }],
    messages: Object.fromEntries(
      here.map((entry) => [entry.file, { $ref: `#/components/messages/${messageKey(entry)}` }]),
    ),
  };
}

function operation(
  generation: SchemaFolder,
  socket: Socket,
  from: 'client' | 'server',
  all: readonly SchemaEntry[],
): [string, object] {
  const action = from === 'client' ? 'send' : 'receive';
  const name = `${socket}-${generation}`;
  const here = all.filter((entry) => on(entry, generation, socket, from));
  return [
    `${action}-${name}`,
    {
      action,
      channel: { $ref: `#/channels/${name}` },
      messages: here.map((entry) => ({ $ref: `#/channels/${name}/messages/${entry.file}` })),
    },
  ];
}
