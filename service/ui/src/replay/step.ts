/** One step of the history as the scrubber shows it. */
export interface Step {
  seq: number;
  /** what the person reads, with time and actor */
  text: string;
  process_id?: string | null;
  element_id?: string | null;
}
