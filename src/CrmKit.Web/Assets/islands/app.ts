// Entry: what every page runs.
import { watchIslands } from './islands';
import { watchSubmits } from './submits';

watchIslands(document);
watchSubmits(document);
