import { useEffect, useRef } from 'preact/hooks';
import type { Person, StreamView } from '../api/bodies.js';
import { actOnStream } from '../state/meetings.js';
import { Button } from '../ui/controls.js';
import { LevelMeter } from '../ui/level-meter.js';
import { initialsOf } from './initials.js';
import { setCanvas, shownCamera } from './pictures.js';
import { levels } from './watch.js';

/** A participant: camera, level and controls. */
export function Tile({ person, stream }: { readonly person: Person; readonly stream: StreamView }) {
  const { userId, name, isPresent, isMuted, isCameraOn, isLive } = person;
  const isSpeaking = isPresent && stream.state !== 'terminated' && stream.activeSpeaker === userId;
  const isShown = shownCamera.value === userId && isPresent && isCameraOn;
  return (
    <li class={`tile ${isSpeaking ? 'speaking' : ''} ${isPresent ? '' : 'absent'}`} data-user={userId}>
      <div class="picture">
        <span class="initials" aria-hidden="true">
          {initialsOf(name)}
        </span>
        <Picture of="camera" userId={userId} name={name} isShown={isShown} />
        <span class="badges">
          {isSpeaking && <span class="badge speaker">speaking</span>}
          {isMuted && <span class="badge">muted</span>}
          {!isCameraOn && isPresent && <span class="badge">no camera</span>}
          {isLive && <span class="badge">live</span>}
          {stream.sharer === userId && <span class="badge">sharing</span>}
          {!isPresent && <span class="badge">not here</span>}
        </span>
      </div>
      <div class="tile-foot">
        <span class="name">{name}</span>
        <LevelMeter levels={levels} userId={userId} name={name} />
      </div>
      <TileControls person={person} stream={stream} />
    </li>
  );
}

function TileControls({ person, stream }: { readonly person: Person; readonly stream: StreamView }) {
  const { userId, name, isPresent, isMuted, hasCamera, isCameraOn } = person;
  const isRunning = stream.state !== 'terminated' && !stream.meetingEnded;
  const step = (step: string) => () => actOnStream('steps', { do: step, participant: userId });
  const isSharing = stream.sharer === userId;
  const isAway = !isRunning || !isPresent;
  return (
    <div class="tile-controls">
      <ToggleButton
        names={['Mute', 'Unmute']}
        isOn={isMuted}
        of={name}
        disabled={isAway}
        on={step('mute')}
        off={step('unmute')}
      />
      <ToggleButton
        names={['Camera off', 'Camera on']}
        isOn={!isCameraOn}
        of={name}
        disabled={isAway || !hasCamera}
        on={step('video-off')}
        off={step('video-on')}
      />
      <ToggleButton
        names={['Share', 'Stop share']}
        isOn={isSharing}
        of={name}
        disabled={isAway}
        on={step('share-start')}
        off={() => actOnStream('steps', { do: 'share-stop' })}
      />
      <ToggleButton
        names={['Leave', 'Join']}
        isOn={!isPresent}
        of={name}
        disabled={!isRunning}
        on={step('leave')}
        off={step('join')}
      />
    </div>
  );
}

interface ToggleButtonProps {
  /** Names of the actions that turn it on and off. */
  readonly names: readonly [on: string, off: string];
  readonly isOn: boolean;
  readonly of: string;
  readonly disabled: boolean;
  readonly on: () => unknown;
  readonly off: () => unknown;
}

function ToggleButton({ names, isOn, of, disabled, on, off }: ToggleButtonProps) {
  const name = isOn ? names[1] : names[0];
  return (
    <Button kind="small" disabled={disabled} label={`${name}: ${of}`} run={isOn ? off : on}>
      {name}
    </Button>
  );
}

/** A canvas of one user's camera or screen. */
export function Picture(props: {
  readonly of: 'camera' | 'share';
  readonly userId: number;
  readonly name: string;
  readonly isShown: boolean;
}) {
  const { of, userId, name, isShown } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    setCanvas(of, userId, canvas.current);
    return () => setCanvas(of, userId, null);
  }, [of, userId]);
  const label = of === 'camera' ? `Camera of ${name}` : `Screen of ${name}`;
  return <canvas ref={canvas} role="img" aria-label={label} class={isShown ? 'shown' : ''} />;
}
