import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AdministratorQuery } from '../generated/admin.js';

/** The administrator at the page, and what the service offers. */
export interface Viewer {
  readonly user: NonNullable<AdministratorQuery['me']>;
  readonly service: AdministratorQuery['serverInfo'];
}

export const ViewerContext = createContext<Viewer | undefined>(undefined);

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === undefined) throw new Error('there is no administrator');
  return viewer;
}
