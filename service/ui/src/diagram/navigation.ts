/** Fit, zoom and pan, by buttons and by keyboard. */
import { make } from '../page';
import type { Canvas, Diagram } from './services';

const STEP = 60;
const FACTOR = 1.25;

/** The whole diagram with a margin, never enlarged beyond its natural size. */
export function fit(diagram: Diagram): void {
  const canvas = diagram.get<Canvas>('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const { inner, outer, scale } = canvas.viewbox();
  if (scale >= 1 || !outer.width) return;
  const margin = 12 / scale;
  canvas.viewbox({
    x: inner.x - margin,
    y: inner.y - margin,
    width: inner.width + 2 * margin,
    height: inner.height + 2 * margin,
  });
}

function zoomBy(diagram: Diagram, factor: number): void {
  const canvas = diagram.get<Canvas>('canvas');
  canvas.zoom(Math.min(4, Math.max(0.2, canvas.zoom() * factor)));
}

/** Keys on the focused diagram: arrows pan, + and - zoom, 0 shows all. */
export function keyboard(diagram: Diagram, box: HTMLElement): void {
  // The box is the one stop of the tab key; the drawing inside brings a second one.
  box.querySelector('svg[tabindex]')?.setAttribute('tabindex', '-1');
  const pan = (dx: number, dy: number) => (): void => diagram.get<Canvas>('canvas').scroll({ dx, dy });
  const actions: Record<string, () => void> = {
    ArrowLeft: pan(STEP, 0),
    ArrowRight: pan(-STEP, 0),
    ArrowUp: pan(0, STEP),
    ArrowDown: pan(0, -STEP),
    '+': () => zoomBy(diagram, FACTOR),
    '=': () => zoomBy(diagram, FACTOR),
    '-': () => zoomBy(diagram, 1 / FACTOR),
    '0': () => fit(diagram),
  };
  box.addEventListener('keydown', (event) => {
    const action = event.ctrlKey || event.altKey || event.metaKey ? undefined : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

export function zoomButtons(diagram: Diagram): HTMLElement {
  const button = (text: string, action: () => void): HTMLElement => {
    const element = make('button', { type: 'button', class: 'btn btn-sm btn-outline-primary' }, text);
    element.addEventListener('click', action);
    return element;
  };
  return make(
    'div',
    { class: 'jd-zoom', role: 'group', 'aria-label': '缩放' },
    button('放大', () => zoomBy(diagram, FACTOR)),
    button('缩小', () => zoomBy(diagram, 1 / FACTOR)),
    button('适合窗口', () => fit(diagram)),
  );
}
