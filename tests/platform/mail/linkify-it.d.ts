/** The part that the tests use; the package has no types of its own. */
declare module 'linkify-it' {
  export interface Linkify {
    set(options: { fuzzyIP: boolean; fuzzyLink: boolean; fuzzyEmail: boolean }): Linkify;
    tlds(names: string[], keep: boolean): Linkify;
    match(text: string): { url: string }[] | null;
  }
  export default function createLinkify(): Linkify;
}
