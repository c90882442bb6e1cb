import { setFlagsFromString } from 'node:v8';

const flag = '--semi-space-growth-factor';

/**
 * Until `letYoungSpaceGrow`: what is loaded and built at the start would let V8's space for young objects grow to a size
 * that an idle service does not need: 20 MB, which it would keep.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString(`${flag}=1`);
}

/** As V8 does by default, so that requests under load cost no more collections. */
export function letYoungSpaceGrow(): void {
  setFlagsFromString(`${flag}=2`);
}
