/** Whether an address stays on this machine. */
export function isLoopback(url: string): boolean {
  const host = URL.parse(url)?.hostname.toLowerCase() ?? '';
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
