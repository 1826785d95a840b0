#!/usr/bin/env bash
# ttconv 1.2.3: an & in the name of a WebVTT speaker turns the rest of the name into words.
#
# Guess: `<v Bo &amp; Ana>`, which is how WebVTT writes such a name, is handled like any other name: as a voice, whose
# words follow.
# Found: the name up to the escape is lost, the rest of the tag is text, and the result, in SRT and in TTML, says
# "v& Ana>Hello." where only "Hello." was spoken. It happens wherever the escape stands in the name, and without any
# message; an escape in the words is handled as guessed. webvtt-parser 2.2.0 reads the same file as valid.
#
# Seen on 2026-11-28 with Node 20.20.2 for webvtt-parser:
#   validator: 3 cues, 0 errors
#   Bo Ana: Hello.
#   Bo &amp; Ana: v& Ana>Hello.
#   R&amp;D Berlin: v&D Berlin>Hello.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ttconv==1.2.3
npm init -y >/dev/null
npm install --silent --no-audit --no-fund webvtt-parser@2.2.0 >/dev/null
cat >talk.vtt <<'VTT'
WEBVTT

00:01.000 --> 00:02.000
<v Bo Ana>Hello.

00:03.000 --> 00:04.000
<v Bo &amp; Ana>Hello.

00:05.000 --> 00:06.000
<v R&amp;D Berlin>Hello.
VTT
cat >valid.mjs <<'JS'
import { readFileSync } from 'node:fs';
import parser from 'webvtt-parser';
const { cues, errors } = new parser.WebVTTParser().parse(readFileSync('talk.vtt', 'utf8'), 'metadata');
console.log(`validator: ${cues.length} cues, ${errors.length} errors`);
JS
cat >run.py <<'PY'
import re
from pathlib import Path

import ttconv.imsc.writer
import ttconv.srt.writer
import ttconv.vtt.reader

text = Path("talk.vtt").read_text()
names = re.findall(r"<v ([^>]*)>", text)
with open("talk.vtt") as file:
    document = ttconv.vtt.reader.to_model(file)
srt = re.findall(r"--> .*\n(.*)\n", ttconv.srt.writer.from_model(document))
root = ttconv.imsc.writer.from_model(document).getroot()
ttml = ["".join(paragraph.itertext()) for paragraph in root.iter("{http://www.w3.org/ns/ttml}p")]
for name, words, same in zip(names, srt, ttml, strict=True):
    print(f"{name}: {words if words == same else (words, same)}")
PY
{ node valid.mjs; venv/bin/python run.py; } | tee seen
diff seen - <<'SEEN'
validator: 3 cues, 0 errors
Bo Ana: Hello.
Bo &amp; Ana: v& Ana>Hello.
R&amp;D Berlin: v&D Berlin>Hello.
SEEN
