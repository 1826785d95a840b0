/** Options of a server that plays meetings together with others. */
import { POSITIVE_DURATION, stringKind, type Kind } from '../input/kinds.js';
import { bad, good, mustBe } from '../input/reading.js';
import { LABELS } from '../settings/labels-kind.js';
import type { Options } from '../settings/option.js';

const NATS_FORM =
  'the URL of a NATS server, such as nats://127.0.0.1:4222, or several URLs separated by commas';

/** URLs of NATS servers, separated by commas. They may contain a password, so no message repeats them. */
const NATS_URL: Kind<string> = stringKind(
  NATS_FORM,
  (text) => {
    const parts = text.split(',').map((part) => part.trim());
    const isUrl = (part: string): boolean =>
      /^(nats|tls):\/\/./i.test(part) && URL.canParse(part) && new URL(part).hostname !== '';
    return parts.every(isUrl) ? good(parts.join(',')) : bad(`must be ${NATS_FORM}`);
  },
  'URL',
);

const NODE_URL_FORM = 'a URL such as http://10.0.0.5:9092';

const NODE_URL: Kind<string> = stringKind(
  NODE_URL_FORM,
  (text) => {
    const isUrl = /^https?:\/\/./i.test(text) && URL.canParse(text);
    return isUrl ? good(text.replace(/\/+$/, '')) : mustBe(NODE_URL_FORM, text);
  },
  'URL',
);

/** Options of `rtms-mock serve` about a cluster. */
export const CLUSTER_OPTIONS = {
  cluster: {
    kind: NATS_URL,
    defaultText: 'none',
    group: 'network',
    description:
      'NATS server through which servers on several machines share meetings, such as nats://127.0.0.1:4222; needs the package @rtms-mock/cluster',
  },
  label: {
    kind: LABELS,
    defaultText: 'none',
    group: 'network',
    description:
      'label of this node of a cluster, such as region=eu, for meetings that ask for it; may be repeated',
  },
  nodeUrl: {
    kind: NODE_URL,
    defaultText: "the address of --host, or this machine's first one",
    group: 'network',
    description: "URL at which the other nodes of a cluster reach this one's API",
  },
  drain: {
    kind: POSITIVE_DURATION,
    defaultText: 'meetings that no other node can take end at once',
    group: 'meetings',
    description:
      'time for which a stopping node of a cluster waits, such as 30s: it takes no new meetings, hands its own over to other nodes, and waits for those that none can take',
  },
} as const satisfies Options;
