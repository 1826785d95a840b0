import { receiveHere } from '../receiver/receiver.js';
import { Button } from '../ui/controls.js';
import { startMeeting } from './start-form.js';

/** Three lines that lead to the first media. */
export function FirstVisit() {
  const begin = async (): Promise<void> => {
    const { streamId } = await startMeeting();
    await receiveHere(streamId);
  };
  return (
    <div class="first-visit">
      <h3>First media in a minute</h3>
      <ol>
        <li>
          Press <Button run={begin}>Start and receive here</Button>: a meeting starts, and this page joins it
          as an app.
        </li>
        <li>Watch two people talk in region People, and every message in region Messages.</li>
        <li>Then give the webhook URL of your own app above, and press Start Meeting.</li>
      </ol>
    </div>
  );
}
