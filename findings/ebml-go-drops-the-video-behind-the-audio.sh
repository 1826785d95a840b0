#!/usr/bin/env bash
# ebml-go 0.19.4: the WebM writer drops nearly all video that comes 0.4 s after its audio, and Write reports success.
#
# Guess: the frames of each track are sorted, as the documentation of NewSimpleBlockWriter asks, so all of them are
# written, however far one track is behind another; or Write returns an error.
# Found: by default a sorter holds back 16 frames of each track. With audio of 20 ms that is 0.3 s: when video comes
# later than that, audio is written without it, and every video frame that is older than the audio written last is
# dropped. Neither Write and Close nor the handlers for errors are told. With a sorter that may hold back 500 frames all
# are written.
#
# Seen on 2026-11-28 with Go 1.26.8, for 500 frames of audio and 250 of video with the same timestamps:
#   default, video 0.2 s later: audio all, video all, reported 0
#   default, video 0.4 s later: audio all, video below 5 %, reported 0
#   500 frames, video 0.4 s later: audio all, video all, reported 0
set -euo pipefail
folder="$(mktemp -d)"
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOFLAGS=-p=1
go mod init surprise 2>/dev/null
go get github.com/at-wat/ebml-go@v0.19.4 2>/dev/null
cat >main.go <<'GO'
package main

import (
	"bytes"
	"fmt"
	"sort"
	"sync/atomic"

	"github.com/at-wat/ebml-go"
	"github.com/at-wat/ebml-go/mkvcore"
	"github.com/at-wat/ebml-go/webm"
)

type memory struct{ *bytes.Buffer }

func (memory) Close() error { return nil }

type frame struct {
	track              int
	timestamp, arrival int64
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func share(count, all int) string {
	if count == all {
		return "all"
	}
	if count*20 < all {
		return "below 5 %"
	}
	return fmt.Sprint(count, " of ", all)
}

func run(name string, later int64, options ...mkvcore.BlockWriterOption) {
	var reported atomic.Int64
	report := func(error) { reported.Add(1) }
	options = append(options, mkvcore.WithOnErrorHandler(report), mkvcore.WithOnFatalHandler(report))
	file := memory{&bytes.Buffer{}}
	tracks := []webm.TrackEntry{
		{Name: "audio", TrackNumber: 1, TrackUID: 1, CodecID: "A_OPUS", TrackType: 2, Audio: &webm.Audio{SamplingFrequency: 48000, Channels: 1}},
		{Name: "video", TrackNumber: 2, TrackUID: 2, CodecID: "V_VP8", TrackType: 1, Video: &webm.Video{PixelWidth: 320, PixelHeight: 240}},
	}
	writers, err := webm.NewSimpleBlockWriter(file, tracks, options...)
	must(err)
	frames := []frame{}
	for i := int64(0); i < 500; i++ {
		frames = append(frames, frame{0, i * 20, i * 20})
	}
	for i := int64(0); i < 250; i++ {
		frames = append(frames, frame{1, i * 40, i*40 + later})
	}
	sort.SliceStable(frames, func(a, b int) bool { return frames[a].arrival < frames[b].arrival })
	for _, f := range frames {
		if _, err := writers[f.track].Write(f.timestamp%1000 == 0, f.timestamp, []byte{0xf8, 0xff, 0xfe}); err != nil {
			reported.Add(1)
		}
	}
	for _, writer := range writers {
		must(writer.Close())
	}
	var written struct {
		Header  webm.EBMLHeader `ebml:"EBML"`
		Segment webm.Segment    `ebml:"Segment"`
	}
	must(ebml.Unmarshal(bytes.NewReader(file.Bytes()), &written))
	counts := map[uint64]int{}
	for _, cluster := range written.Segment.Cluster {
		for _, block := range cluster.SimpleBlock {
			counts[block.TrackNumber]++
		}
	}
	fmt.Printf("%s, video 0.%d s later: audio %s, video %s, reported %d\n",
		name, later/100, share(counts[1], 500), share(counts[2], 250), reported.Load())
}

func main() {
	sorter, err := mkvcore.NewMultiTrackBlockSorter(mkvcore.WithMaxDelayedPackets(500), mkvcore.WithSortRule(mkvcore.BlockSorterDropOutdated))
	must(err)
	run("default", 200)
	run("default", 400)
	run("500 frames", 400, mkvcore.WithBlockInterceptor(sorter))
}
GO
go mod tidy 2>/dev/null
go run . | tee seen
diff seen - <<'SEEN'
default, video 0.2 s later: audio all, video all, reported 0
default, video 0.4 s later: audio all, video below 5 %, reported 0
500 frames, video 0.4 s later: audio all, video all, reported 0
SEEN
