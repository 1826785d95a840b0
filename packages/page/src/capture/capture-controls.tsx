import { useEffect, useRef } from 'preact/hooks';
import { Button, TextField } from '../ui/controls.js';
import { hasRecognition, isRecognising, toggleRecognition } from './captions.js';
import {
  capture,
  devices,
  isSharing,
  joinable,
  leaveMeeting,
  ownName,
  sentFrames,
  shareScreen,
  stopSharing,
  useCameraAndMicrophone,
} from './session.js';

/** Camera, microphone and screen of this browser. */
export function CaptureControls() {
  const isOn = capture.value.name === 'on';
  const isBusy = capture.value.name === 'joining';
  const isOff = joinable.value === undefined || isBusy;
  return (
    <div class="capture">
      <div class="buttons">
        <Button disabled={isOff || devices.value !== undefined} run={useCameraAndMicrophone}>
          Use my camera and microphone
        </Button>
        <Button disabled={isOff || isSharing.value} run={shareScreen}>
          Share my screen
        </Button>
        <Button disabled={!isSharing.value} run={stopSharing}>
          End my share
        </Button>
        <Button disabled={!isOn} run={leaveMeeting}>
          Leave the meeting
        </Button>
        <Button
          disabled={!isOn || !hasRecognition}
          pressed={isRecognising.value}
          title={
            hasRecognition ? '' : 'This browser has no speech recognition: type captions in region Transcript'
          }
          run={toggleRecognition}
        >
          Captions by speech
        </Button>
      </div>
      <div class="row-fields own">
        <TextField
          label="Your name"
          value={ownName.value}
          disabled={isOn}
          change={(value) => {
            ownName.value = value;
          }}
        />
        <Preview />
        {isOn && (
          <span class="hint">
            sent: {sentFrames.value.audio} audio, {sentFrames.value.video} video, {sentFrames.value.share}{' '}
            share
          </span>
        )}
      </div>
    </div>
  );
}

function Preview() {
  const video = useRef<HTMLVideoElement>(null);
  const stream = devices.value;
  useEffect(() => {
    if (video.current) video.current.srcObject = stream ?? null;
  }, [stream]);
  if (stream === undefined || stream.getVideoTracks().length === 0) return null;
  return <video ref={video} class="preview" aria-label="Preview of your camera" autoPlay muted playsInline />;
}
