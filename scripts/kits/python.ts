/** Python: TypedDicts, which are plain dicts when a program runs. */
import type { FieldModel, RecordModel, Shape } from './shapes.js';
import { snake, wrap } from './words.js';

/** Writes the module. `input`: the record that becomes keyword arguments, with names in Python's style. */
export function pythonModels(records: readonly RecordModel[], input: string, note: string): string {
  const classes = records.map((record) =>
    record.name === input ? keywordArguments(record) : typedDict(record),
  );
  const names = records.map(({ name }) => `    "${name}",`).sort();
  return `"""Bodies of the HTTP API. ${note}"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

__all__ = [
${names.join('\n')}
]


${classes.join('\n\n')}`;
}

function typedDict({ name, description, fields }: RecordModel): string {
  const required = fields.filter((field) => field.required);
  const optional = fields.filter((field) => !field.required);
  if (optional.length === 0) return block(`class ${name}(TypedDict):`, description, required);
  if (required.length === 0) return block(`class ${name}(TypedDict, total=False):`, description, optional);
  const base = block(`class _${name}(TypedDict):`, '', required);
  return `${base}\n\n${block(`class ${name}(_${name}, total=False):`, description, optional)}`;
}

function keywordArguments({ name, description, fields }: RecordModel): string {
  const renamed = fields.map((field) => ({ ...field, name: snake(field.name) }));
  return block(`class ${name}(TypedDict, total=False):`, description, renamed);
}

function block(head: string, description: string, fields: readonly FieldModel[]): string {
  const comment = description === '' ? [] : [`    """${description}"""`, ''];
  const lines = fields.flatMap(({ name, shape, description, nullable }) => [
    ...wrap(description, 92).map((line) => `    # ${line}`),
    `    ${name}: ${typeOf(shape)}${nullable ? ' | None' : ''}`,
  ]);
  return ['', head, ...comment, ...lines, ''].join('\n').trimStart();
}

function typeOf(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return 'str';
    case 'integer':
      return 'int';
    case 'number':
      return 'float';
    case 'boolean':
      return 'bool';
    case 'any':
      return 'Any';
    case 'enum':
      return `Literal[${shape.values.map((value) => `"${value}"`).join(', ')}]`;
    case 'list':
      return `list[${typeOf(shape.of)}]`;
    case 'map':
      return `dict[str, ${typeOf(shape.of)}]`;
    case 'record':
      return shape.name;
  }
}
