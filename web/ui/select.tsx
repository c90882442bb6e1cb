import * as icons from './icons.js';
import { Icon } from './icons.js';

interface SelectProps<Value extends string> {
  readonly name: string;
  /** For screen readers: the first option says the same to others. */
  readonly label: string;
  /** The first one is that of no filter. */
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly value: Value;
  readonly onValue: (value: Value) => void;
}

/** A native list. One that filters is marked. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { name, label, options, value, onValue } = props;
  const isSet = value !== options[0]?.[0];
  return (
    <div class={isSet ? 'select is-set' : 'select'}>
      <label class="vh" for={name}>
        {label}
      </label>
      <select
        class="input"
        id={name}
        name={name}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value as Value)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
      <Icon shape={icons.down} small />
    </div>
  );
}
