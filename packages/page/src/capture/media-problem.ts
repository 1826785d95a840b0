/** Access to camera, microphone and screen, with one sentence for each way in which it can fail. */

/** A device or permission that is missing. */
export class MediaProblem extends Error {
  override readonly name = 'MediaProblem';
}

/**
 * Asks for camera and microphone. Without a camera, only the microphone is used, and the other way round.
 *
 * @throws {@link MediaProblem}
 */
export async function openCameraAndMicrophone(): Promise<MediaStream> {
  const devices = mediaDevices('camera and microphone');
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
  const video = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 25, max: 30 } };
  try {
    return await devices.getUserMedia({ audio, video });
  } catch (error) {
    if (!isMissingDevice(error)) throw problemOf(error, 'camera and microphone');
  }
  for (const constraints of [{ audio }, { video }]) {
    try {
      return await devices.getUserMedia(constraints);
    } catch (error) {
      if (!isMissingDevice(error)) throw problemOf(error, 'camera and microphone');
    }
  }
  throw new MediaProblem('No camera and no microphone was found. Connect one, or add a participant without.');
}

/**
 * Asks for a screen, window or tab.
 *
 * @throws {@link MediaProblem}
 */
export async function openScreen(): Promise<MediaStream> {
  const devices = mediaDevices('the screen');
  if (typeof devices.getDisplayMedia !== 'function') {
    throw new MediaProblem('This browser cannot share a screen. Use one on a desktop.');
  }
  try {
    return await devices.getDisplayMedia({ video: { frameRate: { ideal: 5, max: 15 } }, audio: false });
  } catch (error) {
    throw problemOf(error, 'the screen');
  }
}

function mediaDevices(what: string): MediaDevices {
  const { mediaDevices: devices } = navigator as Partial<Navigator>;
  if (devices !== undefined) return devices;
  throw new MediaProblem(
    `Browsers give ${what} to secure pages only. Open this page as http://localhost, or start the server with --tls.`,
  );
}

function isMissingDevice(error: unknown): boolean {
  return (
    error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'OverconstrainedError')
  );
}

/** The sentence about an error of the browser. */
export function problemOf(error: unknown, what: string): MediaProblem {
  const name = error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new MediaProblem(
        `Access to ${what} was denied. Allow it in the browser's address bar, then try again.`,
      );
    case 'NotFoundError':
      return new MediaProblem(`Nothing was found for ${what}. Connect a device, then try again.`);
    case 'NotReadableError':
      return new MediaProblem(`Another program uses ${what}. Close it, then try again.`);
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return new MediaProblem(`Access to ${what} failed: ${reason}`);
    }
  }
}
