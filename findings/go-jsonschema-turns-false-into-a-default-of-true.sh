#!/usr/bin/env bash
# go-jsonschema 0.24.1: with `default: true`, a false is not encoded, and is true again after decoding.
#
# Guess: an optional boolean becomes a pointer, with or without a default, so that false survives encoding and decoding.
# Found: without a default it is *bool and survives. With `default: true` it is bool with omitempty: false is left out,
# and decoding fills in true. Nothing is reported. With `default: false` nothing is lost.
#
# Seen on 2026-11-27 with Go 1.26.8:
#   none: bool pointer {"on":false} then {"on":false}
#   true: bool {} then {"on":true}
#   false: bool {} then {}
set -euo pipefail
folder="$(mktemp -d)"
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOFLAGS=-p=1
go mod init surprise 2>/dev/null
go get -tool github.com/atombender/go-jsonschema@v0.24.1 2>/dev/null
generate() { # name, rest of the schema of the field
  mkdir "$1"
  printf '{"$id":"S","type":"object","properties":{"on":{"type":"boolean"%s}}}' "$2" >"$1.json"
  go tool go-jsonschema -p "d$1" --tags json --schema-root-type S=Message -o "$1/types.go" "$1.json"
}
generate none ''
generate true ',"default":true'
generate false ',"default":false'
cat >main.go <<'GO'
package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	dfalse "surprise/false"
	dnone "surprise/none"
	dtrue "surprise/true"
)

func show[T any](name string) {
	var read, again T
	must(json.Unmarshal([]byte(`{"on":false}`), &read))
	first, err := json.Marshal(read)
	must(err)
	must(json.Unmarshal(first, &again))
	second, err := json.Marshal(again)
	must(err)
	kind := reflect.TypeOf(read).Field(0).Type.Kind().String()
	if kind == "ptr" {
		kind = "bool pointer"
	}
	fmt.Printf("%s: %s %s then %s\n", name, kind, first, second)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	show[dnone.Message]("none")
	show[dtrue.Message]("true")
	show[dfalse.Message]("false")
}
GO
seen="$(go run .)"
echo "$seen"
[ "$seen" = 'none: bool pointer {"on":false} then {"on":false}
true: bool {} then {"on":true}
false: bool {} then {}' ]
