import type { Exchange, ExchangeIO, Operation, OperationResult } from '@urql/core';
import type { StepUp } from './step-up.js';
import { isRepeatableDocument } from './transport.js';

/** An operation that was sent, and how its answer is judged. */
interface Sent {
  readonly operation: Operation;
  readonly isToRepeat: ReturnType<StepUp['watch']>;
}

/**
 * An exchange that steps up when an operation is refused for it, and sends it once more. It goes between the
 * `cacheExchange` and the `authExchange`. Subscriptions, `@defer`, and mutations with several fields pass as they are.
 * @example exchanges: [cacheExchange, stepUpExchange(stepUp), authExchange(authConfig(session)), fetchExchange]
 */
export function stepUpExchange(stepUp: StepUp): Exchange {
  return ({ forward }) =>
    (operations) => {
      const sent = new Map<string, Sent>();
      /** Refused, while the user steps up. */
      const waiting = new Map<string, Sent>();
      let send: (operation: Operation) => void = () => undefined;

      const answers = forward((sink) => {
        send = (operation) => {
          sink(push(operation));
        };
        operations((signal) => {
          if (isPush(signal)) note(signal[0]);
          sink(signal);
        });
      });
      return (sink) => {
        let pull: () => void = () => undefined;
        answers((signal) => {
          if (isStart(signal)) {
            pull = () => {
              signal[0](0);
            };
          }
          if (!isPush(signal) || !held(signal[0])) sink(signal);
          // As wonka's own filter does: what is held back was asked for.
          else pull();
        });

        function held(result: OperationResult): boolean {
          const id = idOf(result.operation);
          const one = sent.get(id);
          sent.delete(id);
          if (one === undefined || result.error === undefined) return false;
          waiting.set(id, one);
          void one.isToRepeat({ errors: result.error.graphQLErrors }).then((isToRepeat) => {
            // Nobody waits for it any more, or a later one of the same key does.
            if (waiting.get(id) !== one) return;
            waiting.delete(id);
            if (isToRepeat) send(one.operation);
            else sink(push(result));
          });
          return true;
        }
      };

      function note(operation: Operation): void {
        const id = idOf(operation);
        sent.delete(id);
        if (operation.kind === 'teardown') waiting.delete(id);
        else if (isRepeatableDocument(operation.query) && !isStreamed(operation)) {
          sent.set(id, { operation, isToRepeat: stepUp.watch() });
        }
      }
    };
}

/** Whether several answers may come: urql does not tell the first from later ones, and would start another stream. */
export function isStreamed({ kind, query }: Operation): boolean {
  const streaming = /"kind":"Directive","name":\{"kind":"Name","value":"(?:defer|stream)"/;
  return kind === 'subscription' || streaming.test(JSON.stringify(query.definitions));
}

/** Mutations that are alike have one key, and are two. */
function idOf({ key, context }: Operation): string {
  return `${key}/${context._instance ?? ''}`;
}

// The signals of wonka, which exchanges speak. Its functions are no dependency of ours.
type SignalOf<Source extends (sink: never) => void> = Parameters<Parameters<Source>[0]>[0];
type Signals = SignalOf<Parameters<ExchangeIO>[0]> | SignalOf<ReturnType<ExchangeIO>>;
type Tagged<Signal, Tag extends 0 | 1> = Extract<Signal, { readonly tag: Tag }>;

function isStart<Signal extends Signals>(signal: Signal): signal is Tagged<Signal, 0> {
  return tagOf(signal) === 0;
}

function isPush<Signal extends Signals>(signal: Signal): signal is Tagged<Signal, 1> {
  return tagOf(signal) === 1;
}

function tagOf(signal: Signals): number | undefined {
  return typeof signal === 'object' ? signal.tag : undefined;
}

function push<T extends Operation | OperationResult>(value: T): Tagged<Signals, 1> & [T] {
  return { tag: 1, 0: value } as unknown as Tagged<Signals, 1> & [T];
}
