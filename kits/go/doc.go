// Package rtmsmock tests apps for Zoom's Realtime Media Streams against a mock server.
//
//	func TestApp(t *testing.T) {
//		server := rtmsmock.Start(t)
//		app := startApp(t, server.Env()) // yours
//		meeting := server.StartMeeting(t, rtmsmock.StartMeeting{WebhookURL: app.URL})
//		meeting.WaitFor("streaming")
//		meeting.Inject(rtmsmock.Step{"fault": "cut-socket", "socket": "media"})
//		meeting.WaitFor("media-lost")
//		meeting.WaitFor("active", 15*time.Second)
//		meeting.RequireNoProblems()
//	}
//
// A call that is refused, and a wait in vain, fail the test with the reason. When a test fails, its
// output has the server's log.
package rtmsmock
