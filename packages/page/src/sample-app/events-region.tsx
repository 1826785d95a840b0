import { useLayoutEffect, useRef } from 'preact/hooks';
import { Region } from '../ui/region.js';
import { timeOfDay } from '../ui/words.js';
import { events } from './received.js';

/** Lines that are in the document. */
const MAX_SHOWN = 300;

/** Participants, active speaker, share, and what happens to the connection. */
export function EventsRegion() {
  const box = useRef<HTMLDivElement>(null);
  const list = events.value;
  const newest = list.at(-1)?.seq;
  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [newest]);
  return (
    <Region name="Events">
      <div ref={box} class="lines" role="log" aria-label="Event lines" tabIndex={0}>
        {list.length === 0 && <p class="hint">Events of the meeting and of the connection appear here.</p>}
        {list.slice(-MAX_SHOWN).map(({ seq, atMs, name, text }) => (
          <p key={seq}>
            <span class="cell-time">{timeOfDay(atMs).slice(0, 8)}</span> <strong>{name}</strong> {text}
          </p>
        ))}
      </div>
    </Region>
  );
}
