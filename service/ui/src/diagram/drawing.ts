/** Importing BPMN with words that a person understands when there is nothing to draw. */

export interface Importer {
  importXML(xml: string): Promise<unknown>;
}

const NOTHING_DRAWN = /no diagram to display/;

export async function draw(viewer: Importer, xml: string): Promise<void> {
  try {
    await viewer.importXML(xml);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (!NOTHING_DRAWN.test(text)) throw error;
    throw new Error('文件里没有图形信息（BPMNDI），不能显示流程图。请在建模器里排好版面后重新部署。');
  }
}
