import { defineReasons } from '../../platform/errors/reasons.js';

export const federationReasons = defineReasons({
  ENTITY_INVALID: {
    code: 'BAD_USER_INPUT',
    message: 'Only users can be resolved, by id: {"__typename":"User","id":"01890a5d-…"}.',
    ko: '사용자만 id로 조회할 수 있습니다: {"__typename":"User","id":"01890a5d-…"}.',
  },
});
