import base64
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAMES = {14: "audio", 15: "video", 16: "share", 17: "transcript", 18: "chat"}


def decrypt(message, srtp_keys, stream_id):
    kind, content = message["msg_type"], message["content"]
    media = NAMES[kind]
    info = f"rtms-mock-1 payload {media}".encode()
    hkdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=stream_id.encode(), info=info)
    key = hkdf.derive(bytes.fromhex(srtp_keys[media]))
    user, channel = content.get("user_id", ""), content.get("channel_id", "")
    fields = ("rtms-mock-1", stream_id, kind, user, channel, content["timestamp"])
    context = "\n".join(str(field) for field in fields).encode()
    sealed = base64.b64decode(content["data"])
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], context)
