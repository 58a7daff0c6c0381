/** The visual editor of a form document. */
import './formedit.css';
import { FormEditor } from '@bpmn-io/form-js-editor';
import { Bench, type BenchData, type Editor } from './designer/bench';
import type { EventBus } from './diagram/services';
import { mustFind, readData, runIsland } from './page';
import { translateModule } from './zh/diagram';

interface FormEditData extends BenchData {
  schema: object;
}

interface Selectable {
  get<T>(service: string): T;
  importSchema(schema: object): Promise<unknown>;
  saveSchema(): Record<string, unknown>;
}

runIsland('formedit', async () => {
  const data = readData<FormEditData>('formedit');
  const editor = new FormEditor({
    container: mustFind('formedit'),
    additionalModules: [translateModule],
  }) as unknown as Selectable;
  await editor.importSchema(data.schema);
  new Bench(adapt(editor), data);
});

function adapt(editor: Selectable): Editor {
  return {
    mediaType: 'application/json',
    save: () => Promise.resolve(`${JSON.stringify(editor.saveSchema(), null, 2)}\n`),
    load: async (text) => void (await editor.importSchema(parse(text))),
    select(id) {
      const field = editor.get<{ get(id: string): object | undefined }>('formFieldRegistry').get(id);
      if (field) editor.get<{ set(field: object): void }>('selection').set(field);
    },
    onChange(changed) {
      editor.get<EventBus>('eventBus').on('commandStack.changed', ({ trigger }: { trigger?: string }) => {
        if (trigger !== 'clear') changed();
      });
    },
    suggestName: () => `${String(editor.saveSchema().id ?? 'new')}.form`,
  };
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (value && typeof value === 'object' && 'components' in value) return value;
  } catch {
    // told below together with the other reason
  }
  throw new Error('文件不是表单文档（应为含 components 的 JSON）');
}
