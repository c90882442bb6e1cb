import type { SessionAndUser } from '../sessions/store.js';
import type { User } from '../accounts/user.js';
import { changeUsername, type UsernameChange } from './change-username.js';
import type { ProfileDependencies } from './dependencies.js';
import { updateProfile, type ProfileUpdate } from './update-profile.js';

/** What users do with their own profile; each verb is described in the file of its name. */
export interface Profiles {
  update(viewer: SessionAndUser, update: ProfileUpdate): Promise<User>;
  changeUsername(viewer: SessionAndUser, change: UsernameChange): Promise<User>;
}

export function createProfiles(dependencies: ProfileDependencies): Profiles {
  return {
    update: (viewer, update) => updateProfile(dependencies, viewer, update),
    changeUsername: (viewer, change) => changeUsername(dependencies, viewer, change),
  };
}
