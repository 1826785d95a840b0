/** A sender to compare the server with: it sends the same messages at the same times and does nothing else. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

/** Sends to each socket that connects, at a different offset within the interval. */
export interface PlainSender {
  readonly port: number;
  readonly messages: number;
  flowing: boolean;
}

interface Target {
  readonly ws: WebSocket;
  readonly socket: Duplex;
  dueMs: number;
}

const TEXT_FRAME = 0x81;

/** The bytes of one WebSocket frame with its header. */
function readyFrame(body: string): Buffer {
  const payload = Buffer.from(body);
  const header = Buffer.from([TEXT_FRAME, 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([header, payload]);
}

function message(data: Buffer): string {
  return JSON.stringify({
    msg_type: 14,
    content: {
      user_id: 16_778_240,
      user_name: 'Ana Ruiz',
      data: data.toString('base64'),
      timestamp: Date.now(),
    },
  });
}

/** Starts a sender that writes ready-made frames, or one that creates each message with JSON.stringify. */
export async function startPlainSender(
  how: 'ready-frames' | 'stringify',
  { bytes, intervalMs }: { readonly bytes: number; readonly intervalMs: number },
): Promise<PlainSender> {
  const payloads = Array.from({ length: 100 }, () => randomBytes(bytes));
  const frames = payloads.map((payload) => readyFrame(message(payload)));
  const targets: Target[] = [];
  const http = createServer();
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  http.on('upgrade', (request, socket, head) => {
    wss.handleUpgrade(request, socket, head, (ws) => {
      // Spread over the interval like streams that started one after another.
      const phaseMs = (targets.length * 7.3) % intervalMs;
      targets.push({ ws, socket, dueMs: performance.now() + phaseMs });
    });
  });
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));

  const sender = { port: (http.address() as AddressInfo).port, messages: 0, flowing: true };
  const send = (target: Target, index: number): void => {
    const payload = payloads[index % payloads.length];
    const frame = frames[index % frames.length];
    if (how === 'stringify' && payload) target.ws.send(message(payload));
    else target.socket.write(frame);
    sender.messages += 1;
  };
  const tick = (): void => {
    const nowMs = performance.now();
    for (const [index, target] of targets.entries()) {
      while (target.dueMs <= nowMs) {
        if (sender.flowing) send(target, index);
        target.dueMs += intervalMs;
      }
    }
    setTimeout(tick, 1);
  };
  tick();
  return sender;
}
