// Reads [{"type", "frame"}] from standard input and writes each frame after a round trip through the generated structs.
// registry.go, which the test generates, lists the types.
package main

import (
	"encoding/json"
	"os"
)

type roundTripCase struct {
	Type  string          `json:"type"`
	Frame json.RawMessage `json:"frame"`
}

type roundTripResult struct {
	Frame json.RawMessage `json:"frame,omitempty"`
	Error string          `json:"error,omitempty"`
}

func roundTrip(c roundTripCase) roundTripResult {
	frame, err := registry[c.Type](c.Frame)
	if err != nil {
		return roundTripResult{Error: err.Error()}
	}
	return roundTripResult{Frame: frame}
}

func main() {
	var cases []roundTripCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	results := []roundTripResult{}
	for _, c := range cases {
		results = append(results, roundTrip(c))
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}
