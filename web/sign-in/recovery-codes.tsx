import { useState } from 'preact/hooks';
import { Button, onSubmit } from '../ui/button.js';
import { CopyButton } from '../ui/copy.js';
import { Card } from './card.js';
import { stepWords } from './step-words.js';

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly done: () => void;
}

/** After a sign-up by a passkey without an address: shown once. */
export function RecoveryCodes({ codes, done }: RecoveryCodesProps) {
  const [isSaved, setSaved] = useState(false);
  return (
    <Card title={stepWords.codes.title} text={stepWords.codes.text}>
      <form class="auth-form" onSubmit={onSubmit(done)}>
        <ol class="codes panel" translate={false}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <CopyButton text={codes.join('\n')} label={stepWords.codes.copy} />
        <label class="check">
          <input
            type="checkbox"
            checked={isSaved}
            onChange={(event) => setSaved(event.currentTarget.checked)}
          />
          {stepWords.codes.saved}
        </label>
        <Button type="submit" look="primary" wide disabled={!isSaved}>
          {stepWords.codes.done}
        </Button>
      </form>
    </Card>
  );
}
