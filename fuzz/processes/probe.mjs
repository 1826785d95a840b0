// @ts-check
/**
 * Preloaded into the process under test. Reports its memory over the IPC channel, so that the product needs no debug
 * endpoints, and keeps it on loopback: a mutated URL must not reach another machine.
 */
import dns from 'node:dns';
import net from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** @param {unknown} host */
function isLoopback(host) {
  if (typeof host !== 'string' || host === '') return true;
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (net.isIP(name) === 0) return name === 'localhost' || name.endsWith('.localhost');
  return name.startsWith('127.') || ['::1', '0.0.0.0', '::', '::ffff:127.0.0.1'].includes(name);
}

function stayOnLoopback() {
  // oxlint-disable-next-line typescript/unbound-method -- called with the socket as `this`
  const connect = net.Socket.prototype.connect;
  /** @this {net.Socket} @param {any[]} args */
  const guardedConnect = function (...args) {
    const options = Array.isArray(args[0]) ? args[0][0] : args[0];
    if (typeof options === 'object' && options !== null && !isLoopback(options.host)) {
      // Nothing listens on port 1, so the program under test handles a refused connection.
      Object.assign(options, { host: '127.0.0.1', port: 1, path: undefined });
    } else if (typeof args[1] === 'string' && !isLoopback(args[1])) {
      args[0] = 1;
      args[1] = '127.0.0.1';
    }
    return Reflect.apply(connect, this, args);
  };
  net.Socket.prototype.connect = /** @type {typeof connect} */ (guardedConnect);

  const lookup = dns.lookup;
  /** @param {string} hostname @param {any[]} rest */
  const guardedLookup = (hostname, ...rest) => {
    if (isLoopback(hostname) || net.isIP(hostname) !== 0)
      return Reflect.apply(lookup, dns, [hostname, ...rest]);
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
    process.nextTick(rest.at(-1), error);
    return {};
  };
  dns.lookup = /** @type {typeof lookup} */ (/** @type {unknown} */ (guardedLookup));
}

/** Collects garbage until the heap no longer shrinks: finalizers and closed handles free memory later. */
async function collectedMemory() {
  let best = Infinity;
  for (let round = 0; round < 6; round += 1) {
    await globalThis.gc?.({ type: 'major', execution: 'async' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { heapUsed } = process.memoryUsage();
    if (heapUsed > best - 100_000) break;
    best = heapUsed;
  }
  return process.memoryUsage();
}

function answerProbes() {
  process.on('message', (/** @type {{ probe?: string, id?: number }} */ message) => {
    const { probe, id } = message;
    if (probe === 'usage') process.send?.({ probe, id, memory: process.memoryUsage() });
    if (probe === 'memory') {
      void collectedMemory().then((memory) => process.send?.({ probe, id, memory }));
    }
  });
  // The parent has ended: nobody would stop this process.
  process.on('disconnect', () => process.exit(0));
  // Listening for messages must not keep a program running that is to end.
  process.channel?.unref();
}

if (isMainThread && process.send) {
  stayOnLoopback();
  answerProbes();
}
