// Receives media with coder/websocket: URL, handshake and mode (default or raised) are arguments.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/coder/websocket"
)

func main() {
	url, handshake, mode := os.Args[1], os.Args[2], os.Args[3]
	report := json.NewEncoder(os.Stdout)
	ctx := context.Background()
	socket, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		panic(err)
	}
	if mode == "raised" {
		socket.SetReadLimit(-1)
	}
	if err := socket.Write(ctx, websocket.MessageText, []byte(handshake)); err != nil {
		panic(err)
	}
	for {
		_, data, err := socket.Read(ctx)
		if err != nil {
			report.Encode(map[string]string{"ended": err.Error()})
			return
		}
		report.Encode(map[string]int{"bytes": len(data)})
	}
}
