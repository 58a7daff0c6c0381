import type { Canvas, Diagram } from '../diagram/services';

const PALETTE_PX = 140;
/** Room for the button of the minimap. */
const TOP_PX = 76;

/** Shows the whole diagram to the right of the palette, never enlarged. */
export function fitBesidePalette(diagram: Diagram): void {
  const canvas = diagram.get<Canvas>('canvas');
  canvas.zoom('fit-viewport', 'auto');
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const scale = Math.min(1, (outer.width - PALETTE_PX - 30) / inner.width, (outer.height - TOP_PX - 60) / inner.height);
  canvas.viewbox({
    x: inner.x - PALETTE_PX / scale,
    y: inner.y - TOP_PX / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}
