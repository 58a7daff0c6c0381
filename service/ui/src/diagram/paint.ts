/** Colours of what happened, on the diagram; every colour also has a word (legend, badges, description). */
import { make } from '../page';
import type { Canvas, Diagram, ElementRegistry, Overlays } from './services';

export type State = 'active' | 'done' | 'terminated' | 'incident';

export interface Progress {
  process_id: string;
  elements: Record<string, { state: State; count: number }>;
  flows: Record<string, number>;
}

export const STATE_WORDS: Record<State, string> = {
  active: '办理中',
  done: '已完成',
  terminated: '已终止',
  incident: '异常',
};

const MARKERS = [...Object.keys(STATE_WORDS).map((state) => `jd-${state}`), 'jd-taken'];
const OVERLAY = 'jd-state';

export function paint(diagram: Diagram, { elements, flows }: Progress): void {
  const canvas = diagram.get<Canvas>('canvas');
  const registry = diagram.get<ElementRegistry>('elementRegistry');
  const overlays = diagram.get<Overlays>('overlays');
  overlays.remove({ type: OVERLAY });
  registry.forEach((element) => {
    for (const marker of MARKERS) if (canvas.hasMarker(element, marker)) canvas.removeMarker(element, marker);
  });
  for (const [id, count] of Object.entries(flows)) {
    if (count > 0 && registry.get(id)) canvas.addMarker(id, 'jd-taken');
  }
  for (const [id, { state, count }] of Object.entries(elements)) {
    const shape = registry.get(id);
    if (!shape || shape.waypoints || shape.type === 'bpmn:Process') continue;
    canvas.addMarker(id, `jd-${state}`);
    const words = [state === 'done' ? '' : STATE_WORDS[state], count > 1 ? `${count}次` : ''].filter(Boolean).join(' ');
    if (words) {
      const badge = make('span', { class: `jd-badge jd-badge-${state}` }, words);
      overlays.add(id, OVERLAY, { position: { top: -12, left: 6 }, html: badge });
    }
  }
}

/** One sentence for those who do not see the colours. */
export function describe(diagram: Diagram, name: string, { elements }: Progress): string {
  const registry = diagram.get<ElementRegistry>('elementRegistry');
  const named = (wanted: State): string[] =>
    registry
      .filter(({ id, type }) => type !== 'label' && elements[id]?.state === wanted)
      .map(({ businessObject }) => businessObject.name)
      .filter((text): text is string => Boolean(text));
  const parts = (Object.keys(STATE_WORDS) as State[]).map((state) => {
    const names = named(state);
    return names.length ? `${STATE_WORDS[state]}：${names.join('、')}` : '';
  });
  return `流程图“${name}”。${parts.filter(Boolean).join('；') || '尚未开始'}。`;
}

export function legend(): HTMLElement {
  const list = make('ul', { class: 'jd-legend', 'aria-label': '图例' });
  for (const [state, word] of Object.entries(STATE_WORDS)) {
    list.append(make('li', {}, make('span', { class: `jd-swatch jd-swatch-${state}`, 'aria-hidden': 'true' }), word));
  }
  list.append(make('li', {}, make('span', { class: 'jd-swatch jd-swatch-taken', 'aria-hidden': 'true' }), '走过的路径'));
  return list;
}
