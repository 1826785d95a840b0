import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fidelityPage } from '../../scripts/fidelity/page.js';
import { REQUIREMENTS, type Requirement } from '../conformance/requirements.js';

const docs = new URL('../../docs/', import.meta.url);
const protocol = readFileSync(new URL('PROTOCOL.md', docs), 'utf8');

describe('docs/fidelity.md', () => {
  test('agrees with the requirements; pnpm fidelity writes it', () => {
    expect(readFileSync(new URL('fidelity.md', docs), 'utf8')).toBe(fidelityPage(REQUIREMENTS, protocol));
  });

  test('counts behaviours of the service by their basis, without features of rtms-mock', () => {
    const requirement = (id: string, basis: Requirement['basis']): Requirement => ({
      id,
      basis,
      source: 'PROTOCOL.md §9.2',
      sentence: `sentence of ${id}`,
    });
    const page = fidelityPage(
      [
        requirement('event:a', 'documented'),
        requirement('event:b', 'assumed'),
        requirement('state:c', 'assumed'),
        requirement('fault:d', 'own'),
      ],
      protocol,
    );

    expect(page).toMatch(/^\| documented \|.*\| 1 +\| 33\.3 % +\|$/m);
    expect(page).toMatch(/^\| observed +\|.*\| 0 +\| 0\.0 % +\|$/m);
    expect(page).toMatch(/^\| assumed +\|.*\| 2 +\| 66\.7 % +\|$/m);
    expect(page).toMatch(/^\| \[Events\]\(#events\) \| 1 +\| 0 +\| 1 +\| 2 +\|$/m);
    expect(page).toContain('Further 1 requirements');
    expect(page).toContain('[PROTOCOL.md §9.2](PROTOCOL.md#92-signaling_hand_shake_resp-2)');
  });

  test('a decision of rtms-mock is neither documented nor observed', () => {
    const decisions: readonly Requirement[] = REQUIREMENTS.filter(
      ({ source }) => !source.startsWith('PROTOCOL'),
    );
    expect(decisions.length).toBeGreaterThan(10);
    expect(decisions.filter(({ basis }) => basis === 'documented' || basis === 'observed')).toEqual([]);
  });

  test('a source that names no section of PROTOCOL.md is reported', () => {
    const wrong: Requirement = {
      id: 'event:x',
      basis: 'assumed',
      source: 'PROTOCOL.md, section 99.9',
      sentence: 'a sentence',
    };
    expect(() => fidelityPage([wrong], protocol)).toThrow('PROTOCOL.md, section 99.9');
  });
});
