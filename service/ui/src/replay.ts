/** Steps through what happened: range, buttons, keys and the table of steps move together; the URL holds the moment. */
import './replay.css';
import { Board, type DiagramData } from './diagram/board';
import type { Progress } from './diagram/paint';
import { getJson, mustFind, readData, runIsland } from './page';
import { Controls } from './replay/controls';
import type { Step } from './replay/step';
import { StepTable } from './replay/table';

interface ReplayData {
  /** address that answers `?at=<seq>` with the progress at that moment */
  url: string;
  at: number;
  /** the version of the process that is drawn; a migration leads to another one */
  definition: string;
  diagrams: DiagramData[];
  steps: Step[];
}

interface Moment {
  definition: string;
  diagrams: Progress[];
  /** server-rendered details of the moment (data, reasons) for `#replay-details` */
  details?: string;
}

class Replay {
  private readonly controls: Controls;
  private readonly table: StepTable;
  private pending: AbortController | undefined;

  constructor(private readonly data: ReplayData, private readonly board: Board) {
    this.controls = new Controls(mustFind('replay-controls'), data.steps, (index) => void this.go(index));
    this.table = new StepTable((seq) => void this.go(this.indexOf(seq)));
  }

  async start(): Promise<void> {
    const index = this.indexOf(this.data.at);
    await this.board.open(this.data.steps[index]);
    this.controls.show(index);
    this.table.show(this.data.at);
  }

  private indexOf(seq: number): number {
    const after = this.data.steps.findIndex((step) => step.seq > seq);
    return Math.max(0, (after < 0 ? this.data.steps.length : after) - 1);
  }

  private async go(index: number): Promise<void> {
    const step = this.data.steps[index];
    if (!step) return;
    this.controls.show(index);
    this.table.show(step.seq);
    this.remember(step.seq);
    const moment = await this.fetch(step.seq);
    if (!moment) return;
    if (moment.definition !== this.data.definition) {
      window.location.reload(); // the address holds the moment; the page comes with the diagram of that version
      return;
    }
    this.board.update(moment.diagrams);
    await this.board.focus(step.process_id, step.element_id);
    const details = document.getElementById('replay-details');
    if (details && moment.details !== undefined) details.innerHTML = moment.details;
  }

  private remember(seq: number): void {
    const url = new URL(window.location.href);
    url.searchParams.set('at', String(seq));
    history.replaceState(history.state, '', url);
  }

  /** The progress at a moment; undefined when a later move has overtaken this one. */
  private async fetch(seq: number): Promise<Moment | undefined> {
    this.pending?.abort();
    const pending = new AbortController();
    this.pending = pending;
    try {
      const { ok, body } = await getJson<Moment>(`${this.data.url}?at=${seq}`, pending.signal);
      if (!ok || !body) this.controls.say('这一步的内容没有取到，请重试');
      return ok && !pending.signal.aborted ? body : undefined;
    } catch (error) {
      if (pending.signal.aborted) return undefined;
      this.controls.say('与服务的连接中断，请重试');
      console.error(error);
      return undefined;
    }
  }
}

// Last, because a class exists only from its declaration on.
runIsland('diagram', async () => {
  const data = readData<ReplayData>('replay');
  const board = new Board(mustFind('diagram'), data.diagrams);
  await new Replay(data, board).start();
});
