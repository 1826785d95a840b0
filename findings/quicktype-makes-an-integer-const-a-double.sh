#!/usr/bin/env bash
# quicktype-core 26.0.0: `const: 12` without a type becomes a double, so that clients send 12.0.
#
# Guess: the type of a const is that of its value, so {const: 12} generates the same field as {type: integer, const: 12},
# and a message that is read and written again says 12.
# Found: without `type` the field is float in Python, f64 in Rust, float64 in Go and double in Java. The Python class
# reads 12 and writes 12.0, as Rust and Java do with a double; JSON Schema calls that equal, but a Go server with an int
# refuses the message. With enum: [12] Python has `float | int`. With `type: integer` beside const all are integers.
#
# Seen on 2026-11-28 with Node 20.20.2, Python 3.11.7 and Go 1.26.8:
#   const: python float, rust f64, go float64, java double
#   integer and const: python int, rust i64, go int64, java long
#   const in Python: {"msg_type": 12.0}, refused by Go: true
#   integer and const in Python: {"msg_type": 12}, refused by Go: false
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund quicktype-core@26.0.0 >/dev/null
cat >run.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { InputData, JSONSchemaInput, quicktype } from 'quicktype-core';

const fields = { const: { const: 12 }, 'integer and const': { type: 'integer', const: 12 } };
const patterns = { python: /msg_type: (\w+)/, rust: /msg_type: (\w+)/, go: /MsgType +(\w+)/, java: /private (\w+) msgType/ };
for (const [number, [name, field]] of Object.entries(fields).entries()) {
  const schema = JSON.stringify({ type: 'object', required: ['msg_type'], properties: { msg_type: field } });
  const types = [];
  for (const [lang, pattern] of Object.entries(patterns)) {
    const inputData = new InputData();
    const input = new JSONSchemaInput();
    await input.addSource({ name: 'Message', schema });
    inputData.addInput(input);
    const text = (await quicktype({ inputData, lang })).lines.join('\n');
    types.push(`${lang} ${text.match(pattern)[1]}`);
    if (lang === 'python') writeFileSync(`message${number}.py`, text);
  }
  console.log(`${name}: ${types.join(', ')}`);
}
JS
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	var message struct {
		MsgType int `json:"msg_type"`
	}
	fmt.Println(json.NewDecoder(os.Stdin).Decode(&message) != nil)
}
GO
show() { # name of the case, its module
  written="$(python3 -c "import json, $2 as types; print(json.dumps(types.message_to_dict(types.message_from_dict({'msg_type': 12}))))")"
  echo "$1 in Python: $written, refused by Go: $(go run main.go <<<"$written")"
}
{
  node run.mjs
  show const message0
  show 'integer and const' message1
} | tee seen
diff seen - <<'SEEN'
const: python float, rust f64, go float64, java double
integer and const: python int, rust i64, go int64, java long
const in Python: {"msg_type": 12.0}, refused by Go: true
integer and const in Python: {"msg_type": 12}, refused by Go: false
SEEN
