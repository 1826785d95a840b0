"""An app that uses the vendor's Python SDK as the harness tells it. Reads commands and prints callbacks, one JSON line each."""

import asyncio
import json
import os
import sys

import rtms

CONFIG = json.loads(sys.argv[1])
client = rtms.Client()


def called(name, *args):
    print("@@" + json.dumps([name, *args]), flush=True)


def metadata(m):
    return {"userName": m.userName, "userId": m.userId, "startTs": m.startTs, "endTs": m.endTs}


def session(s):
    # The other fields contain foreign bytes: reading them may raise an exception, and numbers differ from run to run.
    return {"sessionId": s.sessionId}


def media(name):
    return lambda data, size, timestamp, m: called(name, bytes(data).hex(), size, timestamp, metadata(m))


def participants(users):
    return [{"userId": u["user_id"], **({"userName": u["user_name"]} if u.get("user_name") is not None else {})}
            for u in users]


SETTERS = {
    "onJoinConfirm": (client.on_join_confirm, lambda reason: called("onJoinConfirm", reason)),
    "onLeave": (client.on_leave, lambda reason: called("onLeave", reason)),
    "onSessionUpdate": (client.on_session_update, lambda op, s: called("onSessionUpdate", op, session(s))),
    "onUserUpdate": (client.on_user_update, lambda op, p: called("onUserUpdate", op, {"id": p.id, "name": p.name})),
    "onAudioData": (client.on_audio_data, media("onAudioData")),
    "onVideoData": (client.on_video_data, media("onVideoData")),
    "onDeskshareData": (client.on_deskshare_data, media("onDeskshareData")),
    "onTranscriptData": (client.on_transcript_data, media("onTranscriptData")),
    "onParticipantEvent": (client.on_participant_event,
                           lambda event, ts, users: called("onParticipantEvent", event, ts, participants(users))),
    "onActiveSpeakerEvent": (client.on_active_speaker_event,
                             lambda ts, user_id, name: called("onActiveSpeakerEvent", ts, user_id, name)),
    "onSharingEvent": (client.on_sharing_event,
                       lambda event, ts, user_id, name: called("onSharingEvent", event, ts, user_id, name)),
    "onMediaConnectionInterrupted": (client.on_media_connection_interrupted,
                                     lambda ts: called("onMediaConnectionInterrupted", ts)),
    "onEventEx": (client.on_event_ex, lambda text: called("onEventEx", json.loads(text))),
    "onParticipantVideo": (client.on_participant_video,
                           lambda users, is_on: called("onParticipantVideo", list(users), is_on)),
    "onVideoSubscribed": (client.on_video_subscribed,
                          lambda user_id, status, error: called("onVideoSubscribed", user_id, status, error)),
}
PARAMS = {
    "audio": (rtms.AudioParams, client.set_audio_params),
    "video": (rtms.VideoParams, client.set_video_params),
    "deskshare": (rtms.DeskshareParams, client.set_deskshare_params),
}
FIELDS = {"contentType": "content_type", "sampleRate": "sample_rate", "dataOpt": "data_opt", "frameSize": "frame_size"}

for callback in CONFIG["callbacks"]:
    setter, function = SETTERS[callback]
    setter(function)
for kind, values in CONFIG.get("params", {}).items():
    make, setter = PARAMS[kind]
    setter(make(**{FIELDS.get(key, key): value for key, value in values.items()}))


def perform(command):
    match command["do"]:
        case "leave":
            called("= leave", client.leave())
        case "subscribeVideo":
            client.subscribe_video(command["userId"], command["subscribe"])
        case "subscribeEvent":
            client.subscribe_event(command["events"])
        case "unsubscribeEvent":
            client.unsubscribe_event(command["events"])


async def main():
    called("ready")
    loop = rtms.EventLoop()
    loop.add(client)
    client.join(CONFIG["payload"])
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def commands():
        # On the thread of the loop: the SDK crashes or keeps its sockets if another thread calls it.
        while line := await reader.readline():
            perform(json.loads(line))
        # The harness is gone: end without the SDK's own clean-up, which may block.
        os._exit(0)

    await asyncio.gather(loop.run_async(), commands())


asyncio.run(main())
