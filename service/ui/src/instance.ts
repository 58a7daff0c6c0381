/** The diagrams of an instance with what is done, being worked on or wrong; or of a definition, as drawn. */
import './instance.css';
import { Board, type DiagramData, type Place } from './diagram/board';
import { mustFind, readData, runIsland } from './page';

runIsland('diagram', async () => {
  const { diagrams, place } = readData<{ diagrams: DiagramData[]; place?: Place | null }>('instance');
  const live = diagrams.some(({ elements }) => Object.keys(elements).length > 0);
  await new Board(mustFind('diagram'), diagrams, live).open(place);
});
