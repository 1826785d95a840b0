/** Go: structs with JSON tags. */
import type { FieldModel, RecordModel, Shape } from './shapes.js';
import { wrap } from './words.js';

/** Initialisms that Go writes in capitals. */
const INITIALISMS: { readonly [word: string]: string } = {
  Id: 'ID',
  Ids: 'IDs',
  Url: 'URL',
  Urls: 'URLs',
  Uuid: 'UUID',
  Http: 'HTTP',
};

/** Writes the file of the package `name`. */
export function goModels(records: readonly RecordModel[], name: string, note: string): string {
  return [
    `// Code generated from the OpenAPI document; DO NOT EDIT.`,
    `// ${note}`,
    '',
    `package ${name}`,
    ...records.flatMap(struct),
    '',
  ].join('\n');
}

function struct({ name: given, description, fields }: RecordModel): string[] {
  const name = exported(given);
  return [
    '',
    ...wrap(`${name}: ${description === '' ? 'part of a body.' : description}`, 92).map(
      (line) => `// ${line}`,
    ),
    `type ${name} struct {`,
    // A blank line between fields, so that nothing needs aligning.
    ...fields.flatMap((field, index) => (index === 0 ? fieldLines(field) : ['', ...fieldLines(field)])),
    '}',
  ];
}

function fieldLines(field: FieldModel): string[] {
  const { name, shape, description, required, nullable } = field;
  const tag = required ? name : `${name},omitempty`;
  // "" and nil stand for what is absent; 0 and false may be meant.
  const pointer =
    (!required || nullable) && ['integer', 'number', 'boolean', 'record'].includes(shape.kind) ? '*' : '';
  return [
    ...wrap(description, 92).map((line) => `\t// ${line}`),
    `\t${exported(name)} ${pointer}${typeOf(shape)} \`json:"${tag}"\``,
  ];
}

function exported(name: string): string {
  const words = name.split(/(?=[A-Z])/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return words.map((word) => INITIALISMS[word] ?? word).join('');
}

function typeOf(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
    case 'enum':
      return 'string';
    case 'integer':
      return 'int64';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'any':
      return 'any';
    case 'list':
      return `[]${typeOf(shape.of)}`;
    case 'map':
      return `map[string]${typeOf(shape.of)}`;
    case 'record':
      return exported(shape.name);
  }
}
