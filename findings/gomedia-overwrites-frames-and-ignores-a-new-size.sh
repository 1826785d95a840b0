#!/usr/bin/env bash
# gomedia (version of 6 September 2024): the MP4 muxer overwrites the caller's frames, and ignores a new size.
#
# Guess: Write() takes a frame in Annex B, converts a copy, and the caller may pass the same frame on, for example to a
# second file. A new SPS and PPS before a key frame, as after a change of resolution, go into the file, too.
# Found: the start codes of the caller's slices become lengths, so that a second muxer writes a file without a picture.
# An SPS whose id was seen before is dropped even if it differs; encoders use the same id for all sizes. Frames after the
# change are in the file, but no picture of the new size is decoded. No error in both cases.
#
# Seen on 2026-11-28 with Go 1.26.8, decoded by imageio-ffmpeg 0.8.1 (ffmpeg 9.0.2):
#   frames: 50, overwritten: 50
#   first muxer: decoded true, second muxer with the same frames: decoded false
#   raw stream: 50 of 320x240, 50 of 640x480
#   mp4: pictures of 640x480: 0
set -euo pipefail
folder="$(mktemp -d)"
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOFLAGS=-p=1
python3 -m venv venv
venv/bin/pip install --quiet imageio-ffmpeg==0.8.1
ffmpeg="$(venv/bin/python -c 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())')"
encode() { "$ffmpeg" -v error -f lavfi -i "testsrc=size=$1:rate=25:duration=2" -pix_fmt yuv420p -c:v libopenh264 -g 25 -f h264 "$2"; }
encode 320x240 small.h264
encode 640x480 large.h264
cat small.h264 large.h264 >both.h264
go mod init surprise 2>/dev/null
go get github.com/yapingcat/gomedia@v0.0.0-20240906162731-17feea57090c 2>/dev/null
cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/yapingcat/gomedia/go-codec"
	"github.com/yapingcat/gomedia/go-mp4"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// read returns the frames of a stream with one slice per frame, each with its parameter sets.
func read(path string) (frames [][]byte) {
	stream, err := os.ReadFile(path)
	must(err)
	var frame []byte
	codec.SplitFrameWithStartCode(stream, func(unit []byte) bool {
		frame = append(frame, unit...)
		if kind := codec.H264NaluType(unit); kind == codec.H264_NAL_P_SLICE || kind == codec.H264_NAL_I_SLICE {
			frames = append(frames, frame)
			frame = nil
		}
		return true
	})
	return frames
}

func write(path string, frames [][]byte) {
	file, err := os.Create(path)
	must(err)
	muxer, err := mp4.CreateMp4Muxer(file)
	must(err)
	video := muxer.AddVideoTrack(mp4.MP4_CODEC_H264)
	for number, frame := range frames {
		must(muxer.Write(video, frame, uint64(number*40), uint64(number*40)))
	}
	must(muxer.WriteTrailer())
	must(file.Close())
}

func main() {
	frames, same := read("small.h264"), read("small.h264")
	write("first.mp4", frames)
	overwritten := 0
	for number, frame := range frames {
		if !bytes.Equal(frame, same[number]) {
			overwritten++
		}
	}
	fmt.Printf("frames: %d, overwritten: %d\n", len(frames), overwritten)
	write("second.mp4", frames)
	write("both.mp4", read("both.h264"))
}
GO
go mod tidy 2>/dev/null
sizes() { { "$ffmpeg" -hide_banner -i "$1" -vf showinfo -f null - 2>&1 || true; } | sed -n 's/.* n: .* s:\([0-9x]*\) .*/\1/p'; }
count() { sizes "$1" | grep -c "$2" || true; }
decoded() { [ "$(count "$1" 320x240)" -gt 40 ] && echo true || echo false; }
{
  go run .
  echo "first muxer: decoded $(decoded first.mp4), second muxer with the same frames: decoded $(decoded second.mp4)"
  echo "raw stream: $(count both.h264 320x240) of 320x240, $(count both.h264 640x480) of 640x480"
  echo "mp4: pictures of 640x480: $(count both.mp4 640x480)"
} | tee seen
diff seen - <<'SEEN'
frames: 50, overwritten: 50
first muxer: decoded true, second muxer with the same frames: decoded false
raw stream: 50 of 320x240, 50 of 640x480
mp4: pictures of 640x480: 0
SEEN
