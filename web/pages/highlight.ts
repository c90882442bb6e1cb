const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null|-?\d[\d.eE+-]*)\b/g;

/** JSON as nodes with colours: names, texts, and other values. */
export function highlight(json: string): Node[] {
  const nodes: Node[] = [];
  let end = 0;
  for (const { 0: all, 1: text, 2: colon = '', index } of json.matchAll(token)) {
    nodes.push(new Text(json.slice(end, index)));
    const kind = text === undefined ? 'tk-n' : colon === '' ? 'tk-s' : 'tk-k';
    nodes.push(span(kind, text ?? all), new Text(colon));
    end = index + all.length;
  }
  return [...nodes, new Text(json.slice(end))];
}

function span(className: string, text: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
