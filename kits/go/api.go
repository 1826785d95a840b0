package rtmsmock

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Time that a call may take beyond the time for which it waits.
const callTime = 30 * time.Second

// Refusal is a response of the HTTP API with a status of 400 or more.
type Refusal struct {
	// HTTP status.
	Status int
	// Short and stable, for programs.
	Code string
	// One sentence that says what is wrong, and what to do.
	Message string
}

func (r *Refusal) Error() string { return r.Message }

type api struct {
	url, token string
}

func newAPI(url, token string) api { return api{url, token} }

func (a api) get(path string, query url.Values, wait time.Duration, result any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return a.call(http.MethodGet, path, nil, wait, result)
}

func (a api) post(path string, body, result any) error {
	return a.postSlowly(path, body, 0, result)
}

// The server may take so much longer for its response.
func (a api) postSlowly(path string, body any, wait time.Duration, result any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return a.call(http.MethodPost, path, text, wait, result)
}

func (a api) call(method, path string, body []byte, wait time.Duration, result any) error {
	ctx, cancel := context.WithTimeout(context.Background(), wait+callTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, a.url+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("the mock server at %s cannot be reached: %w", a.url, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("the mock server at %s ended its response early: %w", a.url, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return refusalOf(response.StatusCode, text, method+" "+path)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(text, result)
}

func refusalOf(status int, text []byte, call string) error {
	var body struct {
		Error struct{ Code, Message, Hint string }
	}
	if json.Unmarshal(text, &body) != nil || body.Error.Message == "" {
		return &Refusal{status, "error", fmt.Sprintf("%s answered %d: %.300s", call, status, text)}
	}
	message := strings.TrimSpace(body.Error.Message + " " + body.Error.Hint)
	return &Refusal{status, body.Error.Code, message}
}
