package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"rtmsmock"
)

func startMeeting(t *testing.T) *rtmsmock.Meeting {
	server := rtmsmock.Start(t, rtmsmock.Options{Args: []string{"--speed", "5"}})
	t.Setenv("ZM_RTMS_CLIENT", server.Credentials.ClientID)
	t.Setenv("ZM_RTMS_SECRET", server.Credentials.ClientSecret)
	t.Setenv("ZOOM_SECRET_TOKEN", server.Credentials.SecretToken)
	app := httptest.NewServer(http.HandlerFunc(webhook))
	t.Cleanup(app.Close)
	return server.StartMeeting(t, rtmsmock.StartMeeting{WebhookURL: app.URL})
}

func TestTranscript(t *testing.T) {
	meeting := startMeeting(t)
	meeting.WaitFor(rtmsmock.Entry{Type: "MEDIA_DATA_TRANSCRIPT"})
	meeting.End()
	meeting.RequireNoProblems()
}

func TestComesBackAfterALossOfMedia(t *testing.T) {
	meeting := startMeeting(t)
	meeting.WaitFor("streaming")
	meeting.Inject(rtmsmock.Step{"fault": "cut-socket", "socket": "media"})
	meeting.WaitFor("media-lost")
	meeting.WaitFor("active", 15*time.Second)
	meeting.RequireNoProblems()
}
