/** The process modeler: bpmn-js with the panel of the dialect, our groups and live checks. */
import './modeler.css';
import BpmnModeler from 'bpmn-js/lib/Modeler';
import lintModule from 'bpmn-js-bpmnlint';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import {
  BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import dialectBehaviors from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import minimapModule from 'diagram-js-minimap';
import { Bench, type BenchData, type Editor } from './designer/bench';
import { draw, type Importer } from './diagram/drawing';
import { moddleExtensions } from './diagram/moddle';
import type { Canvas, Diagram, ElementRegistry, EventBus, Selection } from './diagram/services';
import { lintConfig } from './modeler/lint';
import { jieduPanelModule, type Offer } from './modeler/panel';
import { fitBesidePalette } from './modeler/view';
import { readData, runIsland } from './page';
import { translateModule } from './zh/diagram';

interface ModelerData extends BenchData, Partial<Offer> {
  xml: string;
}

type Modeler = Diagram & Importer & {
  saveXML(options: { format: boolean }): Promise<{ xml?: string }>;
};

runIsland('modeler', async () => {
  const data = readData<ModelerData>('modeler');
  const modeler = createModeler(data);
  await draw(modeler, data.xml);
  fitBesidePalette(modeler);
  new Bench(adapt(modeler), data);
});

function createModeler({ forms = [], decisions = [], processes = [] }: ModelerData): Modeler {
  const offer: Offer = { forms, decisions, processes };
  const options = {
    container: '#modeler',
    propertiesPanel: { parent: '#modeler-panel' },
    additionalModules: [
      translateModule, BpmnPropertiesPanelModule, BpmnPropertiesProviderModule, ZeebePropertiesProviderModule,
      dialectBehaviors, CreateAppendAnythingModule, minimapModule, lintModule, jieduPanelModule,
    ],
    moddleExtensions,
    linting: { bpmnlint: lintConfig, active: true },
    jiedu: offer,
  };
  return new BpmnModeler(options) as unknown as Modeler;
}

function adapt(modeler: Modeler): Editor {
  return {
    mediaType: 'application/xml',
    async save() {
      const { xml } = await modeler.saveXML({ format: true });
      if (!xml) throw new Error('流程图未能保存为文件');
      return xml;
    },
    async load(text) {
      await draw(modeler, text);
      fitBesidePalette(modeler);
    },
    select(id) {
      const shape = modeler.get<ElementRegistry>('elementRegistry').get(id);
      if (!shape) return;
      const canvas = modeler.get<Canvas>('canvas');
      const root = canvas.findRoot(shape);
      if (root && root !== canvas.getRootElement()) canvas.setRootElement(root);
      canvas.scrollToElement(shape, 120);
      modeler.get<Selection>('selection').select(shape);
    },
    onChange(changed) {
      modeler.get<EventBus>('eventBus').on('commandStack.changed', ({ trigger }: { trigger?: string }) => {
        if (trigger !== 'clear') changed(); // an import clears the stack
      });
    },
    suggestName: () => `${processIds(modeler)[0] ?? 'new'}.bpmn`,
    processIds: () => processIds(modeler),
  };
}

/** Also those behind the pools of a collaboration. */
function processIds(modeler: Modeler): string[] {
  const found = new Set<string>();
  modeler.get<ElementRegistry>('elementRegistry').forEach(({ type, businessObject }) => {
    if (type === 'bpmn:Process') found.add(businessObject.id);
    const behind = type === 'bpmn:Participant' ? (businessObject.get('processRef') as { id: string } | undefined) : undefined;
    if (behind) found.add(behind.id);
  });
  return [...found];
}
