import type { ComponentType } from 'preact';
import { useRef } from 'preact/hooks';
import type { SignInChallenge } from '../../src/client/index.js';
import { FailureBanner, SlowNote } from '../ui/banner.js';
import { useLoad, type Load } from '../ui/load.js';
import { loadPart } from '../ui/part.js';
import type { Enter, Service } from './service.js';

interface StepProps {
  readonly service: Service;
  readonly identifier: string;
  readonly onIdentifier: (identifier: string) => void;
  readonly enter: Enter;
  /** Of the second step. */
  readonly challenge: SignInChallenge | undefined;
  /** Begins the sign-in again. */
  readonly restart: () => void;
}

type Step = ComponentType<StepProps>;

/** The step after a challenge. It is in no address. */
export const secondStep = 'second';

const loaders = {
  'sign-up': async () => (await import('./sign-up.js')).SignUpStep,
  mail: async () => (await import('./mail-code.js')).MailStep,
  forgot: async () => (await import('./forgot.js')).ForgotStep,
  recover: async () => (await import('./recover.js')).RecoverStep,
  [secondStep]: async () => {
    const { SecondStep } = await import('./second-step.js');
    return ({ challenge, ...props }: StepProps) =>
      challenge === undefined ? null : <SecondStep {...props} challenge={challenge} />;
  },
} satisfies Record<string, () => Promise<Step>>;

type LazyName = keyof typeof loaders;

/** The steps whose code has come. */
const here = new Map<LazyName, Step>();

export function isLazyStep(step: string | null): step is LazyName {
  return step !== null && Object.hasOwn(loaders, step);
}

/** Loads the code of a step that few people see. */
export async function loadStep(step: string | null): Promise<void> {
  if (isLazyStep(step) && !here.has(step)) here.set(step, await loadPart<Step>(loaders[step]()));
}

interface Shown {
  readonly step: string | null;
  readonly load: Load<void>;
}

/** The step to show: the last one, until the code of the next has come. So nothing jumps, unless it is slow or fails. */
export function useShownStep(wanted: string | null): Shown {
  const load = useLoad(() => loadStep(wanted), wanted ?? '');
  const shown = useRef(wanted);
  const isHere = !isLazyStep(wanted) || here.has(wanted);
  if (isHere || load.isSlow || load.failure !== undefined) shown.current = wanted;
  return { step: shown.current, load };
}

interface LazyStepProps extends StepProps {
  readonly step: LazyName;
  readonly load: Load<void>;
}

export function LazyStep({ step, load, ...props }: LazyStepProps) {
  const Step = here.get(step);
  if (Step !== undefined) return <Step {...props} />;
  return (
    <section class="auth-card">
      <FailureBanner action={load} />
      <SlowNote action={load} />
    </section>
  );
}
