import { defineReasons } from '../../platform/errors/reasons.js';

export const federationReasons = defineReasons({
  ENTITY_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Only users can be resolved, by id: {"__typename":"User","id":"01890a5d-…"}.',
  },
});
