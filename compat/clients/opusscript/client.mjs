/** Decodes a packet of 60 ms, and six of 20 ms joined to one of 120 ms. */
import { readFileSync } from 'node:fs';
import OpusScript from 'opusscript';

const { long, short } = JSON.parse(readFileSync('media/opus.json', 'utf8'));
const RATE = 48_000;

/** One packet with the frames of several: code 3 with lengths (RFC 6716 §3.2.5). */
function joined(packets) {
  const lengths = packets.slice(0, -1).map(({ length }) => length - 1);
  return Buffer.concat([
    Buffer.from([packets[0][0] | 3, 0x80 | packets.length, ...lengths]),
    ...packets.map((packet) => packet.subarray(1)),
  ]);
}

function milliseconds(packet) {
  const decoder = new OpusScript(RATE, 1, OpusScript.Application.AUDIO);
  return (decoder.decode(packet).length / 2 / RATE) * 1000;
}

const { version } = JSON.parse(readFileSync('node_modules/opusscript/package.json', 'utf8'));
const figures = {
  ms60: milliseconds(Buffer.from(long, 'base64')),
  ms120: milliseconds(joined(short.map((packet) => Buffer.from(packet, 'base64')))),
};
process.stdout.write(JSON.stringify({ version, figures }));
