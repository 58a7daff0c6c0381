/** diagram-js has no touch navigation: one finger pans, two fingers pinch. */
import type { Canvas, Diagram } from './services';

interface Point {
  x: number;
  y: number;
}

const SMALLEST = 0.2;
const LARGEST = 4;

export function touchNavigation(diagram: Diagram): void {
  const canvas = diagram.get<Canvas>('canvas');
  const box = canvas.getContainer();
  const fingers = new Map<number, Point>();
  box.style.touchAction = 'none';

  box.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  box.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return;
    const before = grip(fingers);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = grip(fingers);
    canvas.scroll({ dx: after.x - before.x, dy: after.y - before.y });
    if (before.spread && after.spread) pinch(canvas, box, after, after.spread / before.spread);
  });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
    box.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
}

function pinch(canvas: Canvas, box: HTMLElement, at: Point, factor: number): void {
  const { left, top } = box.getBoundingClientRect();
  const level = Math.min(LARGEST, Math.max(SMALLEST, canvas.zoom() * factor));
  canvas.zoom(level, { x: at.x - left, y: at.y - top });
}

/** Middle of all fingers and the distance of the first two (0 with one finger). */
function grip(fingers: Map<number, Point>): Point & { spread: number } {
  const points = [...fingers.values()];
  const [first, second] = points;
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  const spread = first && second ? Math.hypot(first.x - second.x, first.y - second.y) : 0;
  return { x: sum.x / points.length, y: sum.y / points.length, spread };
}
