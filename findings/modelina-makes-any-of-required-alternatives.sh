#!/usr/bin/env bash
# Modelina 5.10.1: an object with properties and "anyOf" of "required" becomes `any`; the same within "allOf" a class.
#
# Guess: TypeScript for {properties: {a, b}, anyOf: [{required: [a]}, {required: [b]}]} is a class or interface with both
# properties, wherever the anyOf stands, since the two schemas accept the same values.
# Found: with anyOf beside the properties the only model is `type Request = any | any`, and the properties are lost
# without a warning. With oneOf it is a union of two equal classes, and with allOf: [{anyOf: …}] one class.
#
# Seen on 2026-11-27 with Node 20.20.2:
#   anyOf: type Request = any | any;
#   oneOf: type Request = OneOf_0 | OneOf_1;
#   oneOf: class OneOf_0 with a, b
#   oneOf: class OneOf_1 with a, b
#   allOf: class Request with a, b
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @asyncapi/modelina@5.10.1 >/dev/null
cat >run.mjs <<'JS'
import { TypeScriptGenerator } from '@asyncapi/modelina';
const alternatives = [{ required: ['a'] }, { required: ['b'] }];
const object = {
  $schema: 'http://json-schema.org/draft-07/schema#', $id: 'Request', type: 'object', additionalProperties: false,
  properties: { a: { type: 'string' }, b: { type: 'string' } },
};
const cases = { anyOf: { anyOf: alternatives }, oneOf: { oneOf: alternatives }, allOf: { allOf: [{ anyOf: alternatives }] } };
for (const [name, keywords] of Object.entries(cases)) {
  const models = await new TypeScriptGenerator().generate({ ...object, ...keywords });
  for (const { result } of models) {
    const fields = [...result.matchAll(/private _(\w+)/g)].map(([, field]) => field);
    const short = fields.length > 0 ? `${result.match(/class \w+/)[0]} with ${fields.join(', ')}` : result;
    console.log(`${name}: ${short}`);
  }
}
JS
seen="$(node run.mjs)"
echo "$seen"
[ "$seen" = 'anyOf: type Request = any | any;
oneOf: type Request = OneOf_0 | OneOf_1;
oneOf: class OneOf_0 with a, b
oneOf: class OneOf_1 with a, b
allOf: class Request with a, b' ]
