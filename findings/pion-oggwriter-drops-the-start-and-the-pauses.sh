#!/usr/bin/env bash
# pion/webrtc 4.2.26: oggwriter records Opus without its first 80 ms, and without the pauses.
#
# Guess: the writer takes RTP packets, so what it writes plays from the first packet on, and a step of four seconds in the
# timestamps (a muted participant, or lost packets) stays a pause, as it does with version 4.1.0.
# Found: the header always says 3840 samples of pre-skip, for packets of any encoder and from any point of a stream, so
# that players leave out the first 80 ms of sound; and timestamps are not read, so that the pause is gone and everything
# after it plays too early. No error in both cases. The first is the same in 4.1.0; the second is not.
#
# Seen on 2026-11-28 with Go 1.26.8, played by imageio-ffmpeg 0.8.1 (ffmpeg 9.0.2):
#   4.1.0: a tone of 60 ms at the start is lost, 6 s with a pause of 4 s last 10.0 s
#   4.2.26: a tone of 60 ms at the start is lost, 6 s with a pause of 4 s last 6.0 s
set -euo pipefail
folder="$(mktemp -d)"
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOFLAGS=-p=1
python3 -m venv venv
venv/bin/pip install --quiet imageio-ffmpeg==0.8.1
ffmpeg="$(venv/bin/python -c 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())')"
# One Opus packet of 20 ms on each page, so that the payload of a page is a packet.
encode() { "$ffmpeg" -v error -f lavfi -i "$1" -ac 1 -c:a libopus -b:a 32k -page_duration 1 "$2"; }
encode 'aevalsrc=if(lt(t\,0.06)\,0.5*sin(2*PI*1000*t)\,0):s=48000:d=1' tone.opus
encode 'sine=440:r=48000:d=6' talk.opus
cat >main.go <<'GO'
package main

import (
	"errors"
	"io"
	"os"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
	"github.com/pion/webrtc/v4/pkg/media/oggwriter"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// record writes the packets of a file, with a pause in the timestamps before the packet number 150.
func record(from, to string, pause uint32) {
	file, err := os.Open(from)
	must(err)
	reader, _, err := oggreader.NewWith(file)
	must(err)
	_, _, err = reader.ParseNextPage() // the tags
	must(err)
	writer, err := oggwriter.New(to, 48000, 1)
	must(err)
	timestamp := uint32(1000)
	for number := uint16(0); ; number++ {
		payload, _, err := reader.ParseNextPage()
		if errors.Is(err, io.EOF) {
			break
		}
		must(err)
		if number == 150 {
			timestamp += pause
		}
		header := rtp.Header{Version: 2, SSRC: 1, SequenceNumber: number, Timestamp: timestamp}
		must(writer.WriteRTP(&rtp.Packet{Header: header, Payload: payload}))
		timestamp += 960
	}
	must(writer.Close())
}

func main() {
	record("tone.opus", "tone.ogg", 0)
	record("talk.opus", "talk.ogg", 4*48000)
}
GO
peak() { # of the first 100 ms, in decibels without a fraction
  "$ffmpeg" -hide_banner -i "$1" -t 0.1 -af volumedetect -f null - 2>&1 | sed -n 's/.*max_volume: \(-*[0-9]*\).*/\1/p'
}
duration() { { "$ffmpeg" -hide_banner -i "$1" 2>&1 || true; } | sed -n 's/.*Duration: 00:00:\([0-9]*\.[0-9]\).*/\1/p' | sed 's/^0//'; }
[ "$(peak tone.opus)" -gt -10 ] || { echo 'the tone is not in the input'; exit 1; }
for version in 4.1.0 4.2.26; do
  rm -f go.mod go.sum
  go mod init surprise 2>/dev/null
  go get "github.com/pion/webrtc/v4@v$version" 2>/dev/null
  go mod tidy 2>/dev/null
  go run .
  [ "$(peak tone.ogg)" -lt -30 ] && tone=lost || tone=there
  echo "$version: a tone of 60 ms at the start is $tone, 6 s with a pause of 4 s last $(duration talk.ogg) s"
done | tee seen
diff seen - <<'SEEN'
4.1.0: a tone of 60 ms at the start is lost, 6 s with a pause of 4 s last 10.0 s
4.2.26: a tone of 60 ms at the start is lost, 6 s with a pause of 4 s last 6.0 s
SEEN
