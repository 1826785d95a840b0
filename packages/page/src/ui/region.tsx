import type { ComponentChildren } from 'preact';

/** Props of {@link Region}. */
export interface RegionProps {
  /** Accessible name and heading. */
  readonly name: string;
  /** Shown beside the heading. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of the page that is always visible, with its heading. */
export function Region({ name, tools, children }: RegionProps) {
  const id = `region-${name.toLowerCase()}`;
  return (
    <section class={`region ${id}`} aria-labelledby={id}>
      <header class="region-head">
        <h2 id={id}>{name}</h2>
        {tools !== undefined && <div class="tools">{tools}</div>}
      </header>
      {children}
    </section>
  );
}
