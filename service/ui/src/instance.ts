/** The diagrams of an instance with what is done, what is being worked on and what went wrong. */
import './instance.css';
import { Board, type DiagramData } from './diagram/board';
import { mustFind, readData, runIsland } from './page';

runIsland('diagram', async () => {
  const { diagrams } = readData<{ diagrams: DiagramData[] }>('instance');
  await new Board(mustFind('diagram'), diagrams).open();
});
