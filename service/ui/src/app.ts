/** The small script of every page: htmx and a few behaviours that plain HTML does not have. */
import 'htmx.org';
import './app.css';
import { confirmBeforeSubmit } from './behaviours/confirm';
import { guardDoubleSubmit } from './behaviours/double-submit';
import { largeText } from './behaviours/large-text';
import { forgetDraftsAtLogout } from './behaviours/logout';
import { closeMenus } from './behaviours/menus';
import { showPasswords } from './behaviours/passwords';

confirmBeforeSubmit();
guardDoubleSubmit();
largeText();
closeMenus();
forgetDraftsAtLogout();
showPasswords();
