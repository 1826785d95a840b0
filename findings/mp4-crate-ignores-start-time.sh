#!/usr/bin/env bash
# Rust crate mp4 0.14.0: write_sample() ignores start_time, so a pause in the video is gone from the file.
#
# Guess: Mp4Sample has both start_time and duration, so a sample that starts 8 s after the end of the one before it plays
# then, or write_sample() reports the gap.
# Found: only duration counts. 50 frames with a camera that was off for 8 s last 2.00 s, without an error; the audio of
# the same meeting, which has no such gap, is 8 s late from there on. With the gap in the duration of the frame before it,
# the file lasts 10.00 s.
#
# Seen on 2026-11-28 with imageio-ffmpeg 0.8.1 (ffmpeg 9.0.2):
#   gap in start_time: 2.00 s
#   gap in the duration: 10.00 s
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet imageio-ffmpeg==0.8.1
ffmpeg="$(venv/bin/python -c 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())')"
"$ffmpeg" -v error -f lavfi -i testsrc=size=320x240:rate=25:duration=2 -pix_fmt yuv420p -c:v libopenh264 -g 25 -f h264 video.h264
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "surprise"
version = "0.0.0"
edition = "2021"

[dependencies]
mp4 = "=0.14.0"
TOML
cat >src/main.rs <<'RS'
use mp4::{AvcConfig, MediaConfig, Mp4Config, Mp4Sample, Mp4Writer, TrackConfig, TrackType};
use std::io::Cursor;

/// The NAL units between the start codes of an Annex B stream.
fn units(stream: &[u8]) -> Vec<&[u8]> {
    let starts: Vec<usize> = (0..stream.len() - 2).filter(|&i| stream[i..i + 3] == [0, 0, 1]).collect();
    let ends = starts.iter().skip(1).copied().chain([stream.len()]);
    starts.iter().zip(ends).map(|(&start, end)| {
        let mut end = end;
        while stream[end - 1] == 0 { end -= 1 }
        &stream[start + 3..end]
    }).collect()
}

fn write(path: &str, gap_in_start: u64, gap_in_duration: u32) {
    let stream = std::fs::read("video.h264").unwrap();
    let all = units(&stream);
    let of_type = |kind: u8| all.iter().find(|unit| unit[0] & 31 == kind).unwrap().to_vec();
    let config = Mp4Config {
        major_brand: "isom".parse().unwrap(), minor_version: 512, timescale: 1000,
        compatible_brands: vec!["isom".parse().unwrap(), "avc1".parse().unwrap()],
    };
    let mut writer = Mp4Writer::write_start(Cursor::new(Vec::<u8>::new()), &config).unwrap();
    let avc = AvcConfig { width: 320, height: 240, seq_param_set: of_type(7), pic_param_set: of_type(8) };
    writer.add_track(&TrackConfig {
        track_type: TrackType::Video, timescale: 1000, language: "und".into(), media_conf: MediaConfig::AvcConfig(avc),
    }).unwrap();
    let mut start_time = 0;
    for (number, unit) in all.iter().filter(|unit| matches!(unit[0] & 31, 1 | 5)).enumerate() {
        let bytes = [&(unit.len() as u32).to_be_bytes()[..], unit].concat();
        if number == 25 { start_time += gap_in_start }
        let duration = 40 + if number == 24 { gap_in_duration } else { 0 };
        let sample = Mp4Sample { start_time, duration, rendering_offset: 0, is_sync: unit[0] & 31 == 5, bytes: bytes.into() };
        writer.write_sample(1, &sample).unwrap();
        start_time += u64::from(duration);
    }
    writer.write_end().unwrap();
    std::fs::write(path, writer.into_writer().into_inner()).unwrap();
}

fn main() {
    write("start.mp4", 8000, 0);
    write("duration.mp4", 0, 8000);
}
RS
CARGO_BUILD_JOBS=1 cargo run --quiet
seconds() { # until the last decoded frame ends
  "$ffmpeg" -hide_banner -i "$1" -vf showinfo -f null - 2>&1 | awk 'match($0, /pts_time:[0-9.]+/) { last = substr($0, RSTART + 9, RLENGTH - 9) } END { printf "%.2f", last + 0.04 }'
}
seen="gap in start_time: $(seconds start.mp4) s
gap in the duration: $(seconds duration.mp4) s"
echo "$seen"
[ "$seen" = 'gap in start_time: 2.00 s
gap in the duration: 10.00 s' ]
