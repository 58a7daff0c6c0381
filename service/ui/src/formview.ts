/** The form of a user task: fill in, check in the browser, hand the data to the surrounding HTML form. */
import './formview.css';
import flatpickr from 'flatpickr';
import { Mandarin } from 'flatpickr/dist/l10n/zh.js';
import { keepDraft } from './form/draft';
import { openForm, type FormData } from './form/form';
import { connectTaskForm } from './form/submission';
import { readData, runIsland, mustFind } from './page';

runIsland('form', async () => {
  flatpickr.localize(Mandarin);
  const data = readData<FormData>('formview');
  const container = mustFind('form');
  const form = await openForm(container, data);
  connectTaskForm(form, container, data.errors ?? {});
  keepDraft(form, container, data.schema, (draft) => form.importSchema(data.schema, { ...data.context, ...draft }));
});
