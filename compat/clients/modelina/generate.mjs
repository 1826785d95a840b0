/** Generates the TypeScript classes of all messages from the AsyncAPI document, with their JSON. */
import { writeFileSync } from 'node:fs';
import { TypeScriptGenerator, TS_COMMON_PRESET } from '@asyncapi/modelina';
import { Parser, fromFile } from '@asyncapi/parser';

const { document } = await fromFile(new Parser(), 'schemas/asyncapi.json').parse();
if (document === undefined) throw new Error('the document is not valid');
const generator = new TypeScriptGenerator({
  presets: [{ preset: TS_COMMON_PRESET, options: { marshalling: true } }],
});
const models = await generator.generate(document);
const unnamed = models.map(({ modelName }) => modelName).filter((name) => /Anonymous|Colon/.test(name));
if (unnamed.length > 0) throw new Error(`models without names of their own: ${unnamed.join(', ')}`);
const code = models.map(({ result }) =>
  result.replace(/^(?:export )?(class|enum|type|interface) /, 'export $1 '),
);
writeFileSync('models.ts', code.join('\n\n'));
