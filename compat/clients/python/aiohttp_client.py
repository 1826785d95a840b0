"""Receives media with aiohttp: URL, handshake and mode (default or raised) are arguments."""

import asyncio
import json
import sys

import aiohttp

url, handshake, mode = sys.argv[1:]
options = {} if mode == "default" else {"max_msg_size": 0}


def report(**what):
    print(json.dumps(what), flush=True)


async def main():
    async with aiohttp.ClientSession() as session, session.ws_connect(url, **options) as socket:
        await socket.send_str(handshake)
        async for message in socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                report(bytes=len(message.data))
            else:
                report(ended=f"message {message.type.name}: {message.data}")
                return
        report(ended=f"end of messages, close code {socket.close_code}, exception {socket.exception()}")


asyncio.run(main())
