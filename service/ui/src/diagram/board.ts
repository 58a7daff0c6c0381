/** One or several diagrams of an instance, each painted with its progress. */
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { make } from '../page';
import { draw, type Importer } from './drawing';
import { moddleExtensions } from './moddle';
import { keyboard, overview, shrink, zoomButtons } from './navigation';
import { describe, legend, paint, type Progress } from './paint';
import type { Canvas, Diagram } from './services';
import { tabs } from './tabs';
import { touchNavigation } from './touch';
import { translateModule } from '../zh/diagram';

export interface DiagramData extends Progress {
  name: string;
  xml: string;
}

/** Where something happens or waits. */
export interface Place {
  process_id?: string | null;
  element_id?: string | null;
}

interface Panel {
  data: DiagramData;
  box: HTMLElement;
  element: HTMLElement;
  viewer?: Diagram;
}

export class Board {
  private readonly panels: Panel[];
  private readonly choose: (index: number) => void;

  /** `live` diagrams tell what has happened; others are drawings alone, without legend. */
  constructor(mount: HTMLElement, diagrams: DiagramData[], private readonly live = true) {
    this.panels = diagrams.map((data) => {
      const box = make('div', { class: 'jd-canvas', tabindex: '0', role: 'group', 'aria-label': `流程图“${data.name}”` });
      return { data, box, element: make('div', { class: 'jd-panel' }, box) };
    });
    const bar = tabs('流程图', this.panels.map((panel) => ({
      name: panel.data.name,
      panel: panel.element,
      shown: () => void this.show(panel),
    })));
    this.choose = bar.select;
    mount.replaceChildren(bar.element, ...this.panels.map(({ element }) => element), ...(live ? [legend()] : []));
  }

  /** Opens the diagram of a place, else the one that is being worked on, else the first one. */
  async open(place?: Place | null): Promise<void> {
    const there = this.panels.findIndex(({ data }) => place && data.process_id === place.process_id);
    const busy = this.panels.findIndex(({ data }) => busyElement(data) !== undefined);
    const index = Math.max(0, there >= 0 ? there : busy);
    this.choose(index);
    const panel = this.panels[index];
    if (panel) await this.show(panel);
    if (there >= 0) await this.focus(place?.process_id, place?.element_id);
  }

  /** New progress for some or all diagrams; what is missing in `progress` has not begun. */
  update(progress: Progress[]): void {
    for (const panel of this.panels) {
      const news = progress.find(({ process_id }) => process_id === panel.data.process_id);
      panel.data.elements = news?.elements ?? {};
      panel.data.flows = news?.flows ?? {};
      if (panel.viewer) this.repaint(panel.viewer, panel);
    }
  }

  /** Shows the diagram of an element and scrolls to it. */
  async focus(processId?: string | null, elementId?: string | null): Promise<void> {
    const index = this.panels.findIndex(({ data }) => data.process_id === processId);
    const panel = this.panels[index];
    if (!panel || !elementId) return;
    if (panel.element.hidden) this.choose(index);
    await this.show(panel);
    const canvas = panel.viewer?.get<Canvas>('canvas');
    const root = canvas?.findRoot(elementId);
    if (!canvas || !root) return;
    if (root !== canvas.getRootElement()) canvas.setRootElement(root);
    canvas.scrollToElement(elementId, 60);
  }

  private async show(panel: Panel): Promise<void> {
    if (panel.viewer) return;
    const viewer = new NavigatedViewer({
      container: panel.box,
      moddleExtensions,
      additionalModules: [translateModule],
    }) as unknown as Diagram & Importer;
    panel.viewer = viewer;
    try {
      await draw(viewer, panel.data.xml);
    } catch (error) {
      delete panel.viewer;
      panel.box.replaceChildren(make('p', { class: 'alert alert-warning m-3' }, error instanceof Error ? error.message : String(error)));
      return;
    }
    panel.element.prepend(zoomButtons(viewer));
    keyboard(viewer, panel.box);
    touchNavigation(viewer);
    shrink(viewer, panel.box);
    overview(viewer, busyElement(panel.data));
    this.repaint(viewer, panel);
  }

  private repaint(viewer: Diagram, { data, box }: Panel): void {
    if (!this.live) return;
    paint(viewer, data);
    box.setAttribute('aria-label', describe(viewer, data.name, data));
  }
}

/** What is being worked on in a diagram, if anything. */
function busyElement({ elements }: Progress): string | undefined {
  return Object.entries(elements).find(([, { state }]) => state === 'active' || state === 'incident')?.[0];
}
