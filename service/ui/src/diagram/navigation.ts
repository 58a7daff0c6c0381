/** Fit, zoom and pan, by buttons and by keyboard. */
import { make } from '../page';
import type { Canvas, Diagram, ElementRegistry } from './services';

const STEP = 60;
const FACTOR = 1.25;

/** Below this scale nobody can read the labels. */
const READABLE = 0.5;
const COMFORTABLE = 0.7;
const MARGIN_PX = 12;
/** Room for the BPMN.iO mark under the drawing. */
const MARK_PX = 44;

/** The whole diagram with a margin, never enlarged beyond its natural size. */
export function fit(diagram: Diagram): void {
  const canvas = diagram.get<Canvas>('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const { inner, outer, scale } = canvas.viewbox();
  if (scale >= 1 || !outer.width) return;
  const margin = MARGIN_PX / scale;
  canvas.viewbox({
    x: inner.x - margin,
    y: inner.y - margin,
    width: inner.width + 2 * margin,
    height: inner.height + 2 * margin,
  });
}

/** A wide diagram needs a low box: no empty ground under it. */
export function shrink(diagram: Diagram, box: HTMLElement): void {
  const canvas = diagram.get<Canvas>('canvas');
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - 2 * MARGIN_PX) / inner.width);
  if (scale < READABLE) return; // shown in part and moved about: keep the height
  box.style.height = `${Math.round(Math.min(outer.height, inner.height * scale + 2 * MARGIN_PX + MARK_PX))}px`;
  canvas.resized();
}

/** All of it when that can be read, else its natural neighbourhood of `elementId`. */
export function overview(diagram: Diagram, elementId: string | undefined): void {
  fit(diagram);
  const canvas = diagram.get<Canvas>('canvas');
  const shape = elementId ? diagram.get<ElementRegistry>('elementRegistry').get(elementId) : undefined;
  if (canvas.zoom() >= READABLE || !shape || shape.x === undefined || shape.y === undefined) return;
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / COMFORTABLE, outer.height / COMFORTABLE];
  const [x, y] = [shape.x + (shape.width ?? 0) / 2, shape.y + (shape.height ?? 0) / 2];
  canvas.viewbox({ x: x - width / 2, y: y - height / 2, width, height });
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
