/**
 * A part of the page's code that is loaded later. After a new release its file is gone, and trying again would never end:
 * then the page is loaded anew, at the same address.
 */
export async function loadPart<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part;
  } catch (error) {
    if (!(await isOfOldRelease())) throw error;
    location.reload();
    return new Promise(() => undefined);
  }
}

/** Whether the service has another script for this page by now. */
async function isOfOldRelease(): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? '';
  const look = { method: 'HEAD', cache: 'no-store' } as const;
  const status = await fetch(script, look).then(
    (answer) => answer.status,
    () => 0,
  );
  return status === 404;
}
