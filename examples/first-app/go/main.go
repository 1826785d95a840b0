// Prints the transcripts of meetings.
package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

type object = map[string]any

var starts sync.Map // webhooks of the streams that run, by stream

func sign(variable, text string) string {
	mac := hmac.New(sha256.New, []byte(os.Getenv(variable)))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func webhook(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	signed := "v0=" + sign("ZOOM_SECRET_TOKEN", fmt.Sprintf("v0:%s:%s", r.Header.Get("x-zm-request-timestamp"), body))
	var hook struct {
		Event   string
		Payload object
	}
	if err != nil || !hmac.Equal([]byte(signed), []byte(r.Header.Get("x-zm-signature"))) || json.Unmarshal(body, &hook) != nil {
		http.Error(w, "not a webhook of ours", http.StatusUnauthorized)
		return
	}
	if token, ok := hook.Payload["plainToken"].(string); ok { // of a URL validation
		json.NewEncoder(w).Encode(object{"plainToken": token, "encryptedToken": sign("ZOOM_SECRET_TOKEN", token)})
	}
	start, _ := starts.Load(hook.Payload["rtms_stream_id"])
	known, isKnown := start.(object)
	switch {
	case hook.Event == "meeting.rtms_started" && fmt.Sprint(known["server_urls"]) != fmt.Sprint(hook.Payload["server_urls"]):
		starts.Store(hook.Payload["rtms_stream_id"], hook.Payload) // it may come twice, and with a new URL when a server was lost
		go join(hook.Payload, time.Second)                         // the service waits at most 3 s for the response
	case hook.Event == "meeting.rtms_interrupted" && isKnown: // signaling was lost
		go join(known, time.Second)
	case hook.Event == "meeting.rtms_stopped":
		starts.Delete(hook.Payload["rtms_stream_id"])
	}
}

func join(payload object, delay time.Duration) {
	meeting, stream := payload["meeting_uuid"], payload["rtms_stream_id"]
	if _, runs := starts.Load(stream); !runs {
		return // it has ended
	}
	signature := sign("ZM_RTMS_SECRET", fmt.Sprintf("%s,%s,%s", os.Getenv("ZM_RTMS_CLIENT"), meeting, stream))
	ids := object{"protocol_version": 1, "meeting_uuid": meeting, "rtms_stream_id": stream, "signature": signature}
	var url any
	open(payload["server_urls"], object{"msg_type": 1}, ids, func(signaling *websocket.Conn, message object) {
		if status := message["status_code"]; message["msg_type"] == 2.0 && (status == 8.0 || status == 17.0) {
			signaling.Close(websocket.StatusNormalClosure, "") // an earlier socket is still open
			time.AfterFunc(delay, func() { join(payload, 2*delay) })
		}
		if server, ok := message["media_server"].(object); ok { // the response to the handshake
			url = server["server_urls"].(object)["transcript"]
			go receive(url, ids, signaling)
		}
		if message["msg_type"] == 8.0 && message["state"] == 2.0 { // media was lost
			go receive(url, ids, signaling)
		}
	})
}

func receive(url any, ids object, signaling *websocket.Conn) {
	open(url, object{"msg_type": 3, "media_type": 8}, ids, func(_ *websocket.Conn, message object) {
		if message["msg_type"] == 4.0 { // ready
			wsjson.Write(context.Background(), signaling, object{"msg_type": 7, "rtms_stream_id": ids["rtms_stream_id"]})
		}
		if content, ok := message["content"].(object); ok {
			fmt.Printf("%s: %s\n", content["user_name"], content["data"])
		}
	})
}

// Sends the handshake, answers keep-alives, and passes every message on.
func open(url any, handshake, ids object, onMessage func(*websocket.Conn, object)) {
	socket, _, err := websocket.Dial(context.Background(), fmt.Sprint(url), nil)
	if err != nil {
		log.Println("lost:", err)
		return
	}
	defer socket.CloseNow()
	maps.Copy(handshake, ids)
	wsjson.Write(context.Background(), socket, handshake)
	for {
		_, data, err := socket.Read(context.Background())
		if err != nil {
			return
		}
		var message object
		if json.Unmarshal(data, &message) != nil {
			continue // not JSON
		}
		if message["msg_type"] == 12.0 {
			wsjson.Write(context.Background(), socket, object{"msg_type": 13, "timestamp": message["timestamp"]})
		}
		onMessage(socket, message)
	}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Webhooks on port", listener.Addr().(*net.TCPAddr).Port)
	log.Fatal(http.Serve(listener, http.HandlerFunc(webhook)))
}
