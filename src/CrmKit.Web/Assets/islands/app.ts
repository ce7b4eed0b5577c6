// Entry: what every page runs.
import { watchIslands } from './islands';

watchIslands(document);
