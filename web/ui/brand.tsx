import { addressOf, brand } from './page.js';

const { logo } = document.body.dataset;

/** The mark of the service, or the operator's, and its name. */
export function Brand() {
  return (
    <div class="brand">
      {logo === undefined ? <Mark /> : <img class="logo" src={addressOf(logo)} alt="" />}
      <span>{brand}</span>
    </div>
  );
}

/** Three nodes and their edges. */
function Mark() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path class="edge" d="M12 5L5 19M12 5l7 14M8.3 13.5h7.4" />
      <circle class="node apex" cx="12" cy="4.75" r="2.75" />
      <circle class="node" cx="4.75" cy="19.5" r="2.25" />
      <circle class="node" cx="19.25" cy="19.5" r="2.25" />
    </svg>
  );
}
