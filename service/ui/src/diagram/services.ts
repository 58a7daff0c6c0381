/** The services of diagram-js and bpmn-js that the islands use, as narrow types. */
export interface Shape {
  id: string;
  type: string;
  x?: number;
  y?: number;
  width?: number;
  height?: number;
  waypoints?: { x: number; y: number }[];
  businessObject: ModdleElement;
  parent?: Shape;
}

export interface ModdleElement {
  id: string;
  name?: string;
  $type: string;
  $parent?: ModdleElement;
  get(name: string): unknown;
}

export interface Canvas {
  zoom(level?: number | 'fit-viewport', center?: 'auto' | { x: number; y: number }): number;
  scroll(by: { dx: number; dy: number }): void;
  scrollToElement(element: Shape | string, padding?: number): void;
  addMarker(element: Shape | string, marker: string): void;
  removeMarker(element: Shape | string, marker: string): void;
  hasMarker(element: Shape | string, marker: string): boolean;
  viewbox(box?: { x: number; y: number; width: number; height: number }): {
    x: number; y: number; width: number; height: number; scale: number;
    outer: { width: number; height: number };
    inner: { x: number; y: number; width: number; height: number };
  };
  getContainer(): HTMLElement;
  resized(): void;
  findRoot(element: Shape | string): Shape | undefined;
  setRootElement(root: Shape): void;
  getRootElement(): Shape;
}

export interface ElementRegistry {
  get(id: string): Shape | undefined;
  forEach(visit: (element: Shape) => void): void;
  filter(test: (element: Shape) => boolean): Shape[];
}

export interface Overlays {
  add(element: string, type: string, overlay: { position: Record<string, number>; html: HTMLElement }): string;
  remove(filter: { type: string }): void;
}

export interface Selection {
  select(element: Shape | null): void;
}

export interface EventBus {
  on(event: string, handler: (event: never) => void): void;
}

/** Anything that hands out services: viewer or modeler. */
export interface Diagram {
  get<T>(service: string): T;
}
