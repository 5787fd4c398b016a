/** Where on its host the service is: nothing, or a path such as /atlas. */
const root = new URL("..", import.meta.url).pathname.slice(0, -1);

/**
 * An address of ours as the browser asks for it; one that the page made has the path already.
 * @param {string} path
 */
export function below(path) {
  return root && path.startsWith(`${root}/`) ? path : root + path;
}
