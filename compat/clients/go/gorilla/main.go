// Receives media with gorilla/websocket: URL, handshake and mode (default or raised) are arguments. It has no limit by
// default; SetReadLimit sets one.
package main

import (
	"encoding/json"
	"os"

	"github.com/gorilla/websocket"
)

func main() {
	url, handshake := os.Args[1], os.Args[2]
	report := json.NewEncoder(os.Stdout)
	socket, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		panic(err)
	}
	if err := socket.WriteMessage(websocket.TextMessage, []byte(handshake)); err != nil {
		panic(err)
	}
	for {
		_, data, err := socket.ReadMessage()
		if err != nil {
			report.Encode(map[string]string{"ended": err.Error()})
			return
		}
		report.Encode(map[string]int{"bytes": len(data)})
	}
}
