// Reads cases.json and prints what the generated types make of each frame.
package main

import (
	"encoding/json"
	"log"
	"os"
)

func through[T any](frame []byte) ([]byte, error) {
	var message T
	if err := json.Unmarshal(frame, &message); err != nil {
		return nil, err
	}
	return json.Marshal(message)
}

func main() {
	text, err := os.ReadFile("cases.json")
	if err != nil {
		log.Fatal(err)
	}
	var cases []struct {
		Schema string
		Frame  json.RawMessage
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		log.Fatal(err)
	}
	results := []map[string]any{}
	for _, one := range cases {
		roundTrip, known := types[one.Schema]
		if !known {
			log.Fatal("no type for ", one.Schema)
		}
		if frame, err := roundTrip(one.Frame); err != nil {
			results = append(results, map[string]any{"error": err.Error()})
		} else {
			results = append(results, map[string]any{"frame": json.RawMessage(frame)})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		log.Fatal(err)
	}
}
