"""Reads mixed audio and HD video of one stream with the vendor's SDK, and prints its CPU time when asked for it."""

import asyncio
import json
import os
import sys
import time

import rtms

messages = 0
size = 0


def count(data, *_):
    global messages, size
    messages += 1
    size += len(data)


client = rtms.Client()
client.on_audio_data(count)
client.on_video_data(count)
client.set_audio_params(
    rtms.AudioParams(content_type=2, codec=1, sample_rate=1, channel=1, data_opt=1, duration=20, frame_size=320)
)
client.set_video_params(rtms.VideoParams(content_type=3, codec=7, resolution=2, data_opt=3, fps=25))
client.on_join_confirm(lambda status: print(json.dumps({"joined": status}), flush=True))


async def main():
    loop = rtms.EventLoop()
    loop.add(client)
    client.join(json.loads(sys.argv[1]))
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def answer():
        while await reader.readline():
            usage = {"cpuMicros": time.process_time_ns() / 1000, "messages": messages, "bytes": size}
            print(json.dumps(usage), flush=True)
        # The SDK's own clean-up may block.
        os._exit(0)

    await asyncio.gather(loop.run_async(), answer())


asyncio.run(main())
