/** Kinds of value that configure TLS. */
import { array, dataKind, isObject, STRING, stringKind, type Kind } from '../../input/kinds.js';
import { optional, readObject, required, type Field } from '../../input/object.js';
import { good, mustBe } from '../../input/reading.js';
import { certificateName, TlsError, type GeneratedTls, type ProvidedTls, type TlsOption } from './tls.js';

const MAX_NAMES = 1000;

/** PEM, which programs read from files as a string or as bytes. */
const PEM: Kind<string> = dataKind('PEM, as a string or as bytes', (value) =>
  value instanceof Uint8Array ? good(Buffer.from(value).toString('utf8')) : STRING.read(value),
);

const PROVIDED = {
  cert: required(PEM),
  key: required(PEM),
  caFile: optional(STRING),
} satisfies { readonly [K in keyof ProvidedTls]-?: Field };

const GENERATED = {
  names: optional(array(STRING, MAX_NAMES)),
  folder: optional(STRING),
} satisfies { readonly [K in keyof GeneratedTls]-?: Field };

const TLS_FORM = 'true, false or an object';

/** The option `tls` of a program. */
export const TLS: Kind<TlsOption> = dataKind<TlsOption>(TLS_FORM, (value) => {
  if (typeof value === 'boolean') return good(value);
  if (!isObject(value)) return mustBe(TLS_FORM, value);
  const isProvided = Object.keys(PROVIDED).some((name) => (value[name] ?? undefined) !== undefined);
  return isProvided
    ? readObject(PROVIDED, value)
    : readObject(GENERATED, value, { otherKeys: Object.keys(PROVIDED) });
});

const NAME_FORM = 'a host name or address such as rtms.example.test or 192.168.1.5';

/** Names for a certificate; commas separate them. */
export const TLS_NAMES: Kind<readonly string[]> = array(
  stringKind(
    NAME_FORM,
    (text) => {
      try {
        return good(certificateName(text));
      } catch (error) {
        if (!(error instanceof TlsError)) throw error;
        return mustBe(NAME_FORM, text);
      }
    },
    'HOST',
  ),
  MAX_NAMES,
);
