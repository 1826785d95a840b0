/** Reads cases.json and prints what the generated classes make of each frame. */
import { readFileSync } from 'node:fs';
import * as models from './models.js';

const results = JSON.parse(readFileSync('cases.json', 'utf8')).map(({ schema, frame }) => {
  const { $id } = JSON.parse(readFileSync(`schemas/${schema}.schema.json`, 'utf8'));
  try {
    return { frame: JSON.parse(models[$id].unmarshal(frame).marshal()) };
  } catch (error) {
    return { error: String(error) };
  }
});
process.stdout.write(JSON.stringify(results));
