/** What the three editors share: 校验, 部署, 下载, 导入, the list of problems and the note dialog. */
import { mustFind, postJson, type Answer } from '../page';
import { LeaveGuard } from './leave-guard';
import { askNote } from './note';
import { ProblemList, type Problem } from './problems';

export interface BenchData {
  /** name of the resource inside a deployment, such as `P05.bpmn` */
  fileName: string;
  validateUrl: string;
  deployUrl: string;
  /** version in force, null for a new document */
  version?: number | null;
}

/** An editor with one open document. */
export interface Editor {
  /** media type of the downloaded file */
  mediaType: string;
  save(): Promise<string>;
  load(text: string): Promise<void>;
  /** Shows the element of a problem; unknown ids are ignored */
  select(elementId: string): void;
  /** file name of a document that has no name yet */
  suggestName(): string;
  /** calls back at every change that the person makes */
  onChange(changed: () => void): void;
  /** ids of the processes that are drawn in the document */
  processIds?(): string[];
}

interface Verdict {
  problems?: Problem[];
  /** the new version, when exactly one process has changed */
  version?: number;
  /** every process with a new version */
  changed?: { process_id: string; version: number }[];
  title?: string;
  detail?: string;
}

export class Bench {
  private readonly problems: ProblemList;
  private readonly status = mustFind('bench-status');
  private readonly guard = new LeaveGuard();

  constructor(private readonly editor: Editor, private readonly data: BenchData) {
    this.problems = new ProblemList(mustFind('bench-problems'), (id) => editor.select(id));
    this.bind('bench-validate', () => this.validate());
    this.bind('bench-deploy', () => this.deploy());
    this.bind('bench-download', () => this.download());
    const file = mustFind<HTMLInputElement>('bench-file');
    this.bind('bench-import', () => file.click());
    file.addEventListener('change', () => void this.guarded(() => this.import(file)));
    editor.onChange(() => this.guard.changed());
  }

  say(text: string): void {
    this.status.textContent = text;
  }

  private bind(id: string, action: () => Promise<void> | void): void {
    const button = mustFind<HTMLButtonElement>(id);
    button.addEventListener('click', () => void this.guarded(action, button));
  }

  /** A failure of an action is told in the status line; the button rests while it works. */
  private async guarded(action: () => Promise<void> | void, button?: HTMLButtonElement): Promise<void> {
    if (button) button.disabled = true;
    try {
      await action();
    } catch (error) {
      console.error(error);
      this.say(`操作没有成功：${error instanceof Error ? error.message : String(error)}`);
    } finally {
      if (button) button.disabled = false;
    }
  }

  private async files(): Promise<Record<string, string>> {
    await settle();
    const text = await this.editor.save();
    return { [this.fileName()]: text };
  }

  private fileName(): string {
    return this.data.fileName || this.editor.suggestName();
  }

  private async validate(): Promise<void> {
    this.say('正在校验…');
    const { ok, body } = await postJson<Verdict>(this.data.validateUrl, { files: await this.files() });
    const problems = body?.problems ?? [];
    this.problems.show(problems);
    if (problems.length) this.say(`校验发现 ${problems.length} 个问题`);
    else this.say(ok ? '校验通过，没有发现问题' : refusal(body));
  }

  private async deploy(): Promise<void> {
    const note = await askNote();
    if (note === undefined) return;
    this.say('正在部署…');
    const answer = await postJson<Verdict>(this.data.deployUrl, { files: await this.files(), note });
    this.problems.show(answer.body?.problems ?? []);
    this.say(answer.ok ? deployed(answer) : refusal(answer.body));
    if (!answer.ok) return;
    this.guard.saved();
    const version = this.versionIn(answer.body);
    if (version === undefined) return;
    this.data.version = version;
    mustFind('bench-version').textContent = `版本 ${version}`;
  }

  /** The new version of what is open here; a deployment may give new versions to processes that call it, too. */
  private versionIn(body: Verdict | undefined): number | undefined {
    const own = this.editor.processIds?.() ?? [];
    return body?.changed?.find((item) => own.includes(item.process_id))?.version ?? body?.version;
  }

  private async download(): Promise<void> {
    await settle();
    const blob = new Blob([await this.editor.save()], { type: this.editor.mediaType });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = this.fileName();
    link.click();
    URL.revokeObjectURL(link.href);
  }

  private async import(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    await this.editor.load(await file.text());
    this.guard.changed();
    this.problems.show([]);
    this.say(`已导入 ${file.name}，尚未部署`);
    input.value = '';
  }
}

/** The panels write what is typed after a pause of 300 ms: leave the field and let them. */
async function settle(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  await new Promise((resolve) => window.setTimeout(resolve, 350));
}

function deployed({ body }: Answer<Verdict>): string {
  const changed = (body?.changed ?? []).map(({ process_id: id, version }) => `${id} 版本 ${version}`);
  if (changed.length > 1) return `已部署：${changed.join('、')}；在办的事项仍按原版本办理`;
  return body?.version === undefined ? '已部署' : `已部署，新版本为 ${body.version}；在办的事项仍按原版本办理`;
}

function refusal(body: Verdict | undefined): string {
  if (body?.problems?.length) return `没有部署：有 ${body.problems.length} 个问题需要先解决`;
  return body?.detail ?? body?.title ?? '服务没有接受这次操作，请刷新页面后重试';
}
