/** The editor of decision tables and of the diagram that connects them. */
import './dmn.css';
import DmnModeler, { type View } from 'dmn-js/lib/Modeler';
import { Bench, type BenchData, type Editor } from './designer/bench';
import type { Diagram, EventBus } from './diagram/services';
import { make, mustFind, readData, runIsland } from './page';
import { translateModule } from './zh/diagram';

interface DmnData extends BenchData {
  xml: string;
}

const VIEW_WORDS: Record<string, string> = {
  drd: '决策关系图',
  decisionTable: '决策表',
  literalExpression: '表达式',
  boxedExpression: '函数',
};

runIsland('dmn', async () => {
  const data = readData<DmnData>('dmn');
  const words = { additionalModules: [translateModule] };
  const modeler = new DmnModeler({
    container: mustFind('dmn'),
    drd: words,
    decisionTable: words,
    literalExpression: words,
    boxedExpression: words,
  });
  modeler.on('views.changed', () => showViews(modeler));
  await load(modeler, data.xml);
  new Bench(adapt(modeler), data);
});

/** Opens a document at its first decision table. */
async function load(modeler: DmnModeler, xml: string): Promise<void> {
  await modeler.importXML(xml);
  const table = modeler.getViews().find(({ type }) => type === 'decisionTable');
  if (table) await modeler.open(table);
}

function showViews(modeler: DmnModeler): void {
  const active = modeler.getActiveView();
  const button = (view: View): HTMLElement => {
    const label = `${VIEW_WORDS[view.type] ?? view.type}：${view.name ?? view.id}`;
    const current = view.id === active?.id && view.type === active.type;
    const element = make('button', { type: 'button', class: `nav-link${current ? ' active' : ''}`, 'aria-pressed': String(current) }, label);
    element.addEventListener('click', () => void modeler.open(view));
    return element;
  };
  mustFind('dmn-views').replaceChildren(...modeler.getViews().map(button));
}

function adapt(modeler: DmnModeler): Editor {
  return {
    mediaType: 'application/xml',
    save: async () => (await modeler.saveXML({ format: true })).xml,
    load: (text) => load(modeler, text),
    select(id) {
      const view = modeler.getViews().find((item) => item.id === id || item.element.id === id);
      if (view) void modeler.open(view);
    },
    onChange(changed) {
      // one viewer for each kind of view, made when it is first opened
      const watched = new Set<Diagram>();
      const watch = (): void => {
        const viewer = modeler.getActiveViewer();
        if (!viewer || watched.has(viewer)) return;
        watched.add(viewer);
        viewer.get<EventBus>('eventBus').on('commandStack.changed', ({ trigger }: { trigger?: string }) => {
          if (trigger !== 'clear') changed();
        });
      };
      modeler.on('views.changed', watch);
      watch();
    },
    suggestName: () => `${modeler.getDefinitions().id}.dmn`,
  };
}
