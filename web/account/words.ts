import { english } from './english.js';
import { korean } from './korean.js';

/** In the language of the build; the other one is not in it. */
export const words = import.meta.env.MODE === 'ko' ? korean : english;
