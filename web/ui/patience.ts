const slowAfter = 3_000;

interface Patience {
  hold(): void;
  goOn(): void;
}

const running = new Set<Patience>();

/** Says when something takes more than three seconds. @returns the way to stop it */
export function beginPatience(say: (isSlow: boolean) => void): () => void {
  const wait = () => setTimeout(() => say(true), slowAfter);
  let timer = wait();
  const patience: Patience = {
    hold() {
      clearTimeout(timer);
      say(false);
    },
    goOn() {
      timer = wait();
    },
  };
  running.add(patience);
  return () => {
    running.delete(patience);
    clearTimeout(timer);
  };
}

/** What waits for the answer of the user is not slow: it has three seconds again from then on. */
export async function untilAnswered<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const held = [...running];
  held.forEach((each) => each.hold());
  try {
    return await answer;
  } finally {
    held.filter((each) => running.has(each)).forEach((each) => each.goOn());
  }
}
