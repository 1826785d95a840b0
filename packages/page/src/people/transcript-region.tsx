import { signal } from '@preact/signals';
import { canSpeak, say } from '../capture/captions.js';
import { actOnStream, selected } from '../state/meetings.js';
import { Button, Choice, TextField } from '../ui/controls.js';
import { Lines } from '../ui/lines.js';
import { Region } from '../ui/region.js';
import { chat, transcript } from './watch.js';

const caption = signal('');
const chatText = signal('');
const sender = signal('');

/** Live transcript and chat. */
export function TranscriptRegion() {
  return (
    <Region name="Transcript">
      <div class="speech">
        <div>
          <Lines label="Live transcript" lines={transcript.value} empty="What is said appears here." />
          <CaptionBox />
        </div>
        <div>
          <Lines label="Live chat" lines={chat.value} empty={noChatText()} />
          <ChatBox />
        </div>
      </div>
    </Region>
  );
}

function noChatText(): string {
  return selected.value?.state === 'terminated'
    ? 'Chat appears here while the meeting runs. The server keeps none, so what was sent before this page was open is gone.'
    : 'Chat messages appear here.';
}

function CaptionBox() {
  const send = (): void => {
    if (caption.value.trim() === '') return;
    say(caption.value.trim());
    caption.value = '';
  };
  return (
    <div class="row-fields">
      <TextField
        label="Caption of what you say"
        value={caption.value}
        placeholder={canSpeak.value ? 'type what you say' : 'join with camera and microphone first'}
        disabled={!canSpeak.value}
        enter={send}
        change={(value) => {
          caption.value = value;
        }}
      />
      <Button disabled={!canSpeak.value} run={send}>
        Caption
      </Button>
    </div>
  );
}

function ChatBox() {
  const stream = selected.value;
  const present = stream?.people.filter(({ isPresent }) => isPresent) ?? [];
  const from = present.find(({ userId }) => String(userId) === sender.value) ?? present[0];
  const isOff = from === undefined || stream?.state === 'terminated';
  const send = async (): Promise<void> => {
    if (from === undefined || chatText.value.trim() === '') return;
    await actOnStream('steps', { do: 'chat', participant: from.userId, text: chatText.value.trim() });
    chatText.value = '';
  };
  return (
    <div class="row-fields">
      <Choice
        label="Chat as"
        value={from === undefined ? '' : String(from.userId)}
        disabled={isOff}
        change={(value) => {
          sender.value = value;
        }}
        options={
          present.length === 0
            ? [['', 'nobody']]
            : present.map(({ userId, name }) => [String(userId), name] as const)
        }
      />
      <TextField
        label="Chat message"
        value={chatText.value}
        disabled={isOff}
        enter={send}
        change={(value) => {
          chatText.value = value;
        }}
      />
      <Button disabled={isOff} run={send}>
        Send
      </Button>
    </div>
  );
}
