import type { IncomingHttpHeaders, OutgoingHttpHeader } from 'node:http';
import { Readable, Writable } from 'node:stream';
import type { Incoming, Listener, Outgoing } from '../route.js';
import { parseTarget, readBefore } from './body.js';

/** A `Request` of the web as the pipeline reads requests. Its body is read when it is asked for, and no further. */
export class WebRequest extends Readable implements Incoming {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly socket: Incoming['socket'];
  complete = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  /**
   * @param address of the client
   * @throws TypeError if the body was read before
   */
  constructor(request: Request, address: string | null) {
    super();
    const { method, headers, signal, body, bodyUsed } = request;
    if (bodyUsed) throw new TypeError(readBefore);
    const { pathname, search } = parseTarget(request.url);
    this.method = method;
    this.url = pathname + search;
    this.headers = Object.fromEntries(headers);
    this.rawHeaders = [...headers].flat();
    this.socket = { remoteAddress: address ?? undefined };
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = body?.getReader();
    this.#reader = reader;
    const giveUp = () => this.destroy();
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    this.once('close', () => signal.removeEventListener('abort', giveUp));
  }

  override _read(): void {
    if (this.#reader === undefined) this.#end();
    else
      this.#reader.read().then(
        ({ done, value }) => (done ? this.#end() : this.push(value)),
        (error: unknown) => this.destroy(error instanceof Error ? error : undefined),
      );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // What is left is of no use to anyone.
    if (!this.complete) this.#reader?.cancel().catch(() => undefined);
    done(error);
  }

  #end(): void {
    this.complete = true;
    this.push(null);
  }
}

/** RFC 9110 §6.4.1. A `Response` with one of them refuses a body, an empty one too. */
const withoutBody: readonly number[] = [204, 205, 304];

/**
 * An answer of the pipeline that becomes a `Response` of the web: whole, since none is longer than a page; a stream of
 * events with its first one.
 */
export class WebResponse extends Writable implements Outgoing {
  statusCode = 200;
  /** The answer, once it is there: whole, or a stream that has begun. */
  readonly ready: Promise<Response>;
  readonly #headers = new Map<string, OutgoingHttpHeader>();
  readonly #chunks: Buffer[] = [];
  readonly #isHead: boolean;
  #resolve!: (response: Response) => void;
  /** Of an answer that is a stream. */
  #stream: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Continues when the reader of the stream takes more. */
  #next: (() => void) | undefined;

  /** @param method of the request: the answer to HEAD has no body (RFC 9110 §9.3.2) */
  constructor(method: string) {
    super();
    this.#isHead = method === 'HEAD';
    this.ready = new Promise((resolve) => (this.#resolve = resolve));
  }

  get headersSent(): boolean {
    return this.#stream !== undefined;
  }

  getHeader(name: string): OutgoingHttpHeader | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: number | string | readonly string[]): void {
    this.#headers.set(name.toLowerCase(), typeof value === 'object' ? [...value] : value);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!String(this.getHeader('content-type')).startsWith('text/event-stream')) {
      this.#chunks.push(chunk);
      done();
      return;
    }
    const stream = (this.#stream ??= this.#begin());
    stream.enqueue(chunk);
    if ((stream.desiredSize ?? 0) > 0) done();
    else this.#next = done;
  }

  override _final(done: () => void): void {
    if (this.#stream === undefined) this.#resolve(this.#respond(Buffer.concat(this.#chunks)));
    else this.#stream.close();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.writableFinished) this.#stream?.error(error ?? new Error('the stream was cut'));
    done(error);
  }

  #begin(): ReadableStreamDefaultController<Uint8Array> {
    let controller!: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (own) => {
        controller = own;
      },
      pull: () => {
        const next = this.#next;
        this.#next = undefined;
        next?.();
      },
      cancel: () => {
        this.destroy();
      },
    });
    this.#resolve(this.#respond(body));
    return controller;
  }

  #respond(body: ConstructorParameters<typeof Response>[0]): Response {
    const headers = new Headers();
    for (const [name, value] of this.#headers) {
      // Each cookie is a header of its own (RFC 6265 §3).
      for (const each of [value].flat()) headers.append(name, String(each));
    }
    const status = this.statusCode;
    const isEmpty = this.#isHead || withoutBody.includes(status);
    return new Response(isEmpty ? null : body, { status, headers });
  }
}

/** @throws TypeError if the body of the request was read before */
export function answerRequest(
  listener: Listener,
  request: Request,
  address: string | null,
): Promise<Response> {
  const incoming = new WebRequest(request, address);
  const outgoing = new WebResponse(request.method);
  const { signal } = request;
  // Hosts tell by it that the client has left: not all of them cancel the body, too.
  const giveUp = () => {
    if (signal.aborted && outgoing.headersSent) outgoing.destroy();
  };
  signal.addEventListener('abort', giveUp);
  outgoing.once('close', () => {
    signal.removeEventListener('abort', giveUp);
    incoming.destroy();
  });
  void outgoing.ready.then(giveUp);
  listener(incoming, outgoing);
  return outgoing.ready;
}
