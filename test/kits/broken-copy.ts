/** Copies of the first app with one mistake, which its tests must find. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../e2e/processes.js';

/** The rule that the mistake breaks: CLIENT_READY_ACK is sent on the media socket. The one in JavaScript breaks others. */
export const BROKEN_RULE = 'ready-ack-wrong-socket';

/** The mistake in each language: text of the app, and what replaces it. */
const MISTAKES = {
  python: ['signaling.send(json.dumps({"msg_type": 7', 'media.send(json.dumps({"msg_type": 7'],
  javascript: ['response.end(plainToken', 'response.writeHead(500).end(plainToken'],
  java: [
    'signaling.sendText(GSON.toJson(Map.of("msg_type", 7',
    'media.sendText(GSON.toJson(Map.of("msg_type", 7',
  ],
  go: ['func(_ *websocket.Conn, message object)', 'func(signaling *websocket.Conn, message object)'],
} as const;

/** A folder that is removed by `using`. */
export interface BrokenCopy extends Disposable {
  readonly folder: string;
}

/** Copies the app of a language, with the mistake in `file`: its text, and what replaces it. */
export function brokenCopy(
  language: keyof typeof MISTAKES,
  file: string,
  [right, wrong]: readonly [string, string] = MISTAKES[language],
): BrokenCopy {
  const folder = mkdtempSync(join(tmpdir(), `rtms-mock-broken-${language}-`));
  cpSync(join(ROOT, 'examples/first-app', language), folder, { recursive: true });
  const app = readFileSync(join(folder, file), 'utf8');
  if (app.split(right).length !== 2) throw new Error(`${file} must contain once: ${right}`);
  writeFileSync(join(folder, file), app.replace(right, wrong));
  // Packages are found from there as from here.
  if (language === 'javascript') symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}
