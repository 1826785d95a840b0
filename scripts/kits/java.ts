/** Java: records that read a JSON object. */
import type { FieldModel, RecordModel, Shape } from './shapes.js';
import { wrap } from './words.js';

/** Writes a class of the package `name` with a record for each body. `input`: the record that programs give as a map. */
export function javaModels(
  records: readonly RecordModel[],
  input: string,
  name: string,
  note: string,
): string {
  const shown = records.filter((record) => record.name !== input);
  return [
    `package ${name};`,
    '',
    'import java.util.List;',
    'import java.util.Map;',
    '',
    `/** Bodies of the HTTP API. ${note} */`,
    'public final class Models {',
    '  private Models() {}',
    ...shown.flatMap(recordLines),
    '}',
    '',
  ].join('\n');
}

function recordLines({ name, description, fields }: RecordModel): string[] {
  const last = fields.length - 1;
  return [
    '',
    '  /**',
    ...wrap(description === '' ? 'Part of a body.' : description, 100).map(
      (line) => `   * ${escapeHtml(line)}`,
    ),
    '   *',
    ...fields.flatMap(({ name: field, description: text }) =>
      wrap(`@param ${field} ${text === '' ? 'no description' : text}`, 100).map(
        (line, index) => `   * ${index === 0 ? '' : '    '}${escapeHtml(line)}`,
      ),
    ),
    '   */',
    `  public record ${name}(`,
    ...fields.map((field, index) => `      ${typeOf(field)} ${field.name}${index === last ? ') {' : ','}`),
    `    static ${name} of(Map<String, Object> json) {`,
    '      return json == null',
    '          ? null',
    `          : new ${name}(`,
    ...fields.map((field, index) => `              ${reading(field)}${index === last ? ');' : ','}`),
    '    }',
    '  }',
  ];
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function typeOf({ shape, required, nullable }: FieldModel): string {
  const boxed = boxedType(shape);
  const primitives: { readonly [type: string]: string } = {
    Long: 'long',
    Double: 'double',
    Boolean: 'boolean',
  };
  return required && !nullable ? (primitives[boxed] ?? boxed) : boxed;
}

function boxedType(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
    case 'enum':
      return 'String';
    case 'integer':
      return 'Long';
    case 'number':
      return 'Double';
    case 'boolean':
      return 'Boolean';
    case 'any':
      return 'Object';
    case 'list':
      return `List<${boxedType(shape.of)}>`;
    case 'map':
      return shape.of.kind === 'any' ? 'Map<String, Object>' : `Map<String, ${boxedType(shape.of)}>`;
    case 'record':
      return shape.name;
  }
}

function reading({ name, shape }: FieldModel): string {
  return valueOf(shape, `json.get("${name}")`);
}

/** An expression that converts the JSON value `from`. */
function valueOf(shape: Shape, from: string): string {
  switch (shape.kind) {
    case 'string':
    case 'enum':
      return `(String) ${from}`;
    case 'integer':
      return `Json.asLong(${from})`;
    case 'number':
      return `Json.asDouble(${from})`;
    case 'boolean':
      return `(Boolean) ${from}`;
    case 'any':
      return from;
    case 'list':
      return `Json.listOf(${from}, one -> ${valueOf(shape.of, 'one')})`;
    case 'map':
      return shape.of.kind === 'any'
        ? `Json.asObject(${from})`
        : `Json.mapOf(${from}, one -> ${valueOf(shape.of, 'one')})`;
    case 'record':
      return `${shape.name}.of(Json.objectOrNull(${from}))`;
  }
}
