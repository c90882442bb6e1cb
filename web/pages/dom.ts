/** The element of an id. @throws TypeError if the page has none: then page and script do not fit */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new TypeError(`the page has no #${id}`);
  return element;
}

/** The first element inside of another one. @throws TypeError if there is none */
export function find(selector: string, inside: ParentNode = document): HTMLElement {
  const element = inside.querySelector<HTMLElement>(selector);
  if (element === null) throw new TypeError(`the page has no ${selector}`);
  return element;
}

/** An address of the service, also behind a proxy that serves it below a path. */
export function addressOf(path: string): string {
  return new URL((document.body.dataset['root'] ?? './') + path, location.href).href;
}
