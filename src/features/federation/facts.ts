import { defineReasons } from '../../platform/errors/reasons.js';
import { json, list } from '../../platform/maxima.js';

export const federationReasons = defineReasons({
  ENTITY_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Only users can be resolved, by id: {"__typename":"User","id":"01890a5d-…"}.',
    ko: '사용자만 id로 조회할 수 있습니다: {"__typename":"User","id":"01890a5d-…"}.',
  },
});

/** Of the fields that a subgraph has beside those of the features. */
export const federationMaxima = {
  'Query._entities(representations:)': list(250, json(1024, federationReasons.ENTITY_INVALID)),
};
