interface Options {
  readonly signal?: AbortSignal;
  readonly steal?: boolean;
}
type Work = () => Promise<unknown>;

interface Held {
  readonly lose: () => void;
}

/** Web Locks (exclusive ones) within one process, with the ways to give up waiting and to steal. */
export function createWebLocks() {
  const held = new Map<string, Held>();
  const queues = new Map<string, (() => void)[]>();

  return {
    request(name: string, ...rest: [Work] | [Options, Work]): Promise<unknown> {
      const [options, work] = rest.length === 1 ? [{}, rest[0]] : rest;
      return new Promise((resolve, reject) => {
        const aborted = () => reject(new DOMException('aborted', 'AbortError'));
        const begin = () => {
          const mine: Held = { lose: aborted };
          held.set(name, mine);
          const end = () => {
            if (held.get(name) === mine) release(name);
          };
          work().then(resolve, reject).finally(end);
        };
        if (options.steal) {
          held.get(name)?.lose();
          begin();
        } else if (!held.has(name)) begin();
        else {
          const queue = queues.get(name) ?? [];
          queues.set(name, queue);
          queue.push(begin);
          options.signal?.addEventListener('abort', () => {
            if (!queue.includes(begin)) return;
            queue.splice(queue.indexOf(begin), 1);
            aborted();
          });
        }
      });
    },
    query: () => Promise.resolve({ held: [...held.keys()].map((name) => ({ name })) }),
  };

  function release(name: string): void {
    held.delete(name);
    queues.get(name)?.shift()?.();
  }
}
