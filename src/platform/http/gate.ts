import { AuthError } from '../errors/auth-error.js';
import { whenOver, type Listener } from '../route.js';
import { sendError } from './body.js';
import { refusalFor } from './client-info.js';

/** The way in for requests of somebody else's server. That server drains itself; the gate sees who is still inside. */
export interface Gate {
  /** Answers 503 once the gate is closed. */
  readonly listener: Listener;
  isClosed(): boolean;
  /** Lets nobody in any more, and waits for those inside. @param timeout seconds, at most */
  close(timeout: number): Promise<void>;
}

export function createGate(listener: Listener): Gate {
  let inside = 0;
  let closed = false;
  let left: (() => void) | undefined;

  /** @returns how to leave: once, however often it is called */
  function enter(): () => void {
    let isInside = true;
    inside += 1;
    return () => {
      if (!isInside) return;
      isInside = false;
      inside -= 1;
      if (inside === 0) left?.();
    };
  }
  return {
    listener(request, response) {
      if (closed) {
        sendError(response, 503, refusalFor(request, new AuthError('STOPPING')));
        return;
      }
      const leave = enter();
      whenOver({ request, response }, leave);
      try {
        listener(request, response);
      } catch (error) {
        leave();
        throw error;
      }
    },
    isClosed: () => closed,
    async close(timeout) {
      closed = true;
      if (inside === 0) return;
      await new Promise<void>((resolve) => {
        const giveUp = setTimeout(resolve, timeout * 1000);
        left = () => {
          clearTimeout(giveUp);
          resolve();
        };
      });
    },
  };
}
