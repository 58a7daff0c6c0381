/** What the three editors share: 校验, 部署, 下载, 导入, the list of problems and the note dialog. */
import { make, mustFind, type Answer } from '../page';
import { LeaveGuard } from './leave-guard';
import { askNote } from './note';
import { ProblemList, errors, type Problem } from './problems';
import { LoginEnded, post } from './session';

export interface BenchData {
  /** name of the resource inside a deployment, such as `P05.bpmn` */
  fileName: string;
  validateUrl: string;
  deployUrl: string;
  /** gives a fresh CSRF token to whoever is logged in */
  tokenUrl: string;
  loginUrl: string;
  /** the newest deployment when the page was opened: later changes of the same file are not overwritten */
  base?: number | null | undefined;
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

interface Changed {
  process_id: string;
  name?: string;
  version: number;
  /** its own diagram was deployed; else it calls something that was */
  own?: boolean;
}

interface Verdict {
  problems?: Problem[];
  /** the new version, when exactly one process has changed */
  version?: number;
  /** every process with a new version */
  changed?: Changed[];
  /** the deployment */
  id?: number;
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
      if (error instanceof LoginEnded) return this.askForLogin();
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

  /** What is drawn stays; the next press of the button works as soon as somebody has logged in elsewhere. */
  private askForLogin(): void {
    const link = make('a', { href: this.data.loginUrl, target: '_blank', rel: 'noopener' }, '在新窗口登录');
    this.status.replaceChildren(
      '登录已过期，没有保存任何内容；您的改动还在这个页面上。请', link,
      '，然后回到这里再按一次按钮，不要刷新本页；也可以先“下载”保存。',
    );
  }

  private post(url: string, payload: object): Promise<Answer<Verdict>> {
    return post<Verdict>(url, payload, this.data.tokenUrl);
  }

  private async validate(): Promise<void> {
    this.say('正在校验…');
    const { ok, body } = await this.post(this.data.validateUrl, { files: await this.files() });
    const problems = body?.problems ?? [];
    this.problems.show(problems);
    if (errors(problems).length) this.say(`校验发现 ${errors(problems).length} 个问题`);
    else if (problems.length) this.say(`校验通过，可以部署；有 ${problems.length} 条提示，请看下面的列表`);
    else this.say(ok ? '校验通过，没有发现问题' : refusal(body));
  }

  private async deploy(): Promise<void> {
    this.say('正在校验…');
    const files = await this.files();
    const verdict = await this.post(this.data.validateUrl, { files });
    const doubts = verdict.body?.problems ?? [];
    this.problems.show(doubts);
    if (!verdict.ok || errors(doubts).length) return this.say(refusal(verdict.body));
    this.say('');
    const note = await askNote(doubts);
    if (note === undefined) return;
    this.say('正在部署…');
    const answer = await this.post(this.data.deployUrl, { files, note, base: this.data.base });
    this.problems.show(answer.body?.problems ?? doubts);
    this.say(answer.ok ? deployed(answer.body) : refusal(answer.body));
    if (answer.ok) this.deployedAs(answer.body);
  }

  private deployedAs(body: Verdict | undefined): void {
    this.guard.saved();
    this.data.base = body?.id ?? this.data.base;
    const version = this.versionIn(body);
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

const RUNNING = '在办的事项仍按原版本办理';

function deployed(body: Verdict | undefined): string {
  const changed = body?.changed ?? [];
  if (!changed.length) return body?.version === undefined ? '已部署' : `已部署，新版本为 ${body.version}；${RUNNING}`;
  const own = told(changed.filter((item) => item.own !== false));
  const callers = told(changed.filter((item) => item.own === false));
  return ['已部署', own && `：${own}`, callers && `；随被调用内容更新：${callers}`, `；${RUNNING}`].join('');
}

function told(items: Changed[]): string {
  return items.map(({ name, process_id: id, version }) => `${name ?? id} 版本 ${version}`).join('、');
}

function refusal(body: Verdict | undefined): string {
  const wrong = errors(body?.problems ?? []);
  if (wrong.length) return `没有部署：有 ${wrong.length} 个问题需要先解决`;
  return body?.detail ?? body?.title ?? '服务没有接受这次操作；您的改动还在这个页面上，请先“下载”保存';
}
