// Entry: what every page runs.
import { watchChecks } from './checks';
import { watchDrafts } from './drafts';
import { watchIslands } from './islands';
import { watchLive } from './live';
import { watchOffline } from './offline';
import { watchPlugins } from './plugins';
import { watchPalette } from './palette';
import { watchSubmits } from './submits';

watchIslands(document);
watchSubmits(document);
watchChecks(document);
watchLive(document);
watchOffline(document);
watchPalette(document);
watchPlugins(document);
watchDrafts(document, localStorage, sessionStorage);
