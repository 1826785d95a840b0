/** A process with a conversion that would go on for ever; it is killed by the test. Prints a line when that runs. */
import { createWriteStream } from 'node:fs';
import { runFfmpeg } from '../../src/media/codecs/ffmpeg-process.js';

const [, , program = '', path = ''] = process.argv;
await runFfmpeg(program, ['-re', '-f', 'lavfi', '-i', 'sine', '-f', 's16le', 'pipe:1'], {
  output: createWriteStream(path),
  onProgress: () => process.stdout.write('running\n'),
});
