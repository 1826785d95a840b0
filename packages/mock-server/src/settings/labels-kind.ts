import { isObject, type Kind } from '../input/kinds.js';
import { bad, good, mustBe, type Reading } from '../input/reading.js';

const LABELS_FORM = 'labels such as region=eu';
const OBJECT_FORM = 'an object such as {"region": "eu"}';
const MAX_LABELS = 100;

/** Labels by key. Strings are `key=value`, separated by commas. */
export const LABELS: Kind<{ readonly [key: string]: string }> = {
  accepts: LABELS_FORM,
  argument: 'KEY=VALUE',
  isArray: true,
  schema: { type: 'object', additionalProperties: { type: 'string' }, maxProperties: MAX_LABELS },
  parse: (text) => labelsOf(text.split(',').map((part) => part.trim())),
  read: (value) => {
    if (Array.isArray(value)) return labelsOf(value);
    if (!isObject(value)) return mustBe(OBJECT_FORM, value);
    const wrong = Object.entries(value).find(([, one]) => typeof one !== 'string');
    if (wrong) return mustBe('strings by name', wrong[1]);
    return labelsOf(Object.entries(value).map(([key, one]) => `${key}=${one as string}`));
  },
};

/** Key and value have no space, no comma and no equals sign. */
const LABEL = /^([A-Za-z0-9][\w./-]{0,62})=([\w./:-]{1,200})$/;

function labelsOf(texts: readonly unknown[]): Reading<{ readonly [key: string]: string }> {
  if (texts.length > MAX_LABELS) return bad(`must be at most ${MAX_LABELS} labels`);
  const labels: { [key: string]: string } = {};
  for (const text of texts) {
    const [, key, value] = (typeof text === 'string' && LABEL.exec(text)) || [];
    if (key === undefined || value === undefined) return mustBe(LABELS_FORM, text);
    if (Object.hasOwn(labels, key))
      return bad(`must name ${key} once, not ${key}=${labels[key]} and ${key}=${value}`);
    labels[key] = value;
  }
  return good(labels);
}
