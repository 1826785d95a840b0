import type { FieldSchema, StepField } from '../api/bodies.js';

/** Kind of the control for a field. */
export type FieldForm = 'choice' | 'number' | 'object' | 'text';

/** The control that fits a field's schema. */
export function formOf({ enum: values, type, format, anyOf }: FieldSchema): FieldForm {
  if (values !== undefined) return 'choice';
  if (type === 'boolean') return 'choice';
  if (type === 'object') return 'object';
  if (format === undefined && anyOf === undefined && (type === 'integer' || type === 'number'))
    return 'number';
  return 'text';
}

/** The value of a field as JSON. `undefined` leaves the field to its default. Throws a sentence for broken JSON. */
export function valueOf({ name, schema }: Pick<StepField, 'name' | 'schema'>, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  switch (formOf(schema)) {
    case 'number':
      return Number(trimmed);
    case 'choice':
      if (schema.type === 'boolean') return trimmed === 'true';
      return schema.enum?.find((value) => String(value) === trimmed) ?? trimmed;
    case 'object':
      try {
        return JSON.parse(trimmed) as unknown;
      } catch (error) {
        throw new Error(`${name} is not valid JSON: ${(error as Error).message}`, { cause: error });
      }
    case 'text':
      return acceptsNumber(schema) && /^\d+$/.test(trimmed) ? Number(trimmed) : trimmed;
  }
}

function acceptsNumber({ type, anyOf }: FieldSchema): boolean {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.some((one) => one === 'integer' || one === 'number') || (anyOf ?? []).some(acceptsNumber);
}
